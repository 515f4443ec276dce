/* The client: ./client [HOST] [PORT]. */
#include <netdb.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "lines.h"

static struct lines lines;

static void leave(const char *why)
{
    puts(why);
    exit(0);
}

/* Asks, and reads a line of the keyboard without its end. */
static void ask(const char *prompt, char *answer, int size)
{
    fputs(prompt, stdout);
    fflush(stdout);
    if (fgets(answer, size, stdin) == NULL)
        leave("");
    answer[strcspn(answer, "\n")] = '\0';
}

static void send_line(const char *line)
{
    if (send_all(lines.socket, line, strlen(line)) < 0 || send_all(lines.socket, "\n", 1) < 0)
        leave("The connection is lost.");
}

/* Shows the messages up to the line that is `f` and nothing else. */
static void show_batch(void)
{
    size_t length;
    char *line;

    while ((line = next_line(&lines, &length)) != NULL) {
        char *blank = strchr(line, ' ');

        if (strcmp(line, "f") == 0)
            return;
        if (line[0] == '@' && blank != NULL)
            printf("  %.*s: %s\n", (int)(blank - line - 1), line + 1, blank + 1);
    }
    leave("The server has ended the connection.");
}

static int connect_to(const char *host, const char *port)
{
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM}, *address;
    int socket_, error = getaddrinfo(host, port, &hints, &address);

    if (error != 0)
        leave(gai_strerror(error));
    socket_ = socket(address->ai_family, address->ai_socktype, address->ai_protocol);
    if (connect(socket_, address->ai_addr, address->ai_addrlen) < 0) {
        perror("cannot connect");
        exit(1);
    }
    freeaddrinfo(address);
    return socket_;
}

static void write_message(void)
{
    char to[256], text[3072], line[LONGEST_LINE];

    ask("To: ", to, sizeof to);
    ask("Text: ", text, sizeof text);
    snprintf(line, sizeof line, "@%s %s", to, text);
    send_line(line);
}

int main(int argc, char **argv)
{
    char answer[256];

    signal(SIGPIPE, SIG_IGN);
    ask("Name: ", answer, sizeof answer);
    lines_begin(&lines, connect_to(argc > 1 ? argv[1] : "127.0.0.1", argc > 2 ? argv[2] : "3333"));
    send_line(answer);
    show_batch();
    for (;;) {
        ask("1 send, 2 fetch, 3 leave: ", answer, sizeof answer);
        if (strcmp(answer, "1") == 0)
            write_message();
        else if (strcmp(answer, "2") == 0)
            send_line("");
        else if (strcmp(answer, "3") == 0)
            return 0;
        else
            continue;
        show_batch();
    }
}
