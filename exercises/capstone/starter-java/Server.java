import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;

/** The server: so far it only opens a socket. {@code java Server [HOST [PORT [DATA]]]} */
public class Server {
    private static final int WAITING_CLIENTS = 50;

    public static void main(String[] args) {
        String host = args.length > 0 ? args[0] : "127.0.0.1";
        String port = args.length > 1 ? args[1] : "3333";
        String data = args.length > 2 ? args[2] : ".";
        try {
            serve(host, Integer.parseInt(port), Path.of(data));
        } catch (IOException | IllegalArgumentException error) {
            System.err.println("the server on " + host + ":" + port + " has failed: " + error.getMessage());
            System.exit(1);
        }
    }

    private static void serve(String host, int port, Path data) throws IOException {
        InetAddress address = InetAddress.getByName(host);
        try (ServerSocket listener = new ServerSocket(port, WAITING_CLIENTS, address)) {
            System.out.println("listening on " + host + ":" + listener.getLocalPort());
            System.out.println("users: " + data.resolve("users.csv"));
            try (Socket connection = listener.accept()) {
                System.out.println("a client is here: " + connection.getRemoteSocketAddress());
                // Here your work begins.
            }
        }
    }
}
