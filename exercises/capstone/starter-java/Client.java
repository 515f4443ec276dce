import java.io.IOException;
import java.net.Socket;

/** The client: so far it only connects. {@code java Client [HOST [PORT]]} */
public class Client {
    public static void main(String[] args) {
        String host = args.length > 0 ? args[0] : "127.0.0.1";
        String port = args.length > 1 ? args[1] : "3333";
        try {
            talk(host, Integer.parseInt(port));
        } catch (IOException | IllegalArgumentException error) {
            System.err.println(
                "no connection with " + host + ":" + port + ": " + error.getMessage() + "; does the server run?");
            System.exit(1);
        }
    }

    private static void talk(String host, int port) throws IOException {
        try (Socket connection = new Socket(host, port)) {
            System.out.println("connected to " + connection.getRemoteSocketAddress());
            // Here your work begins.
        }
    }
}
