/* The server: ./server [HOST] [PORT] [DATA]. A thread for each connection. */
#include <netdb.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "lines.h"

struct message {
    struct message *next;
    const char *from;
    time_t sent_at;
    size_t length;
    char text[]; /* not ended by a NUL: the text may have one */
};

struct user {
    struct user *next;
    char login[64];
    struct message *oldest, **end;
};

static struct user *users;
static FILE *message_log;
static pthread_mutex_t inboxes_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t log_lock = PTHREAD_MUTEX_INITIALIZER;

static void fail(const char *what)
{
    perror(what);
    exit(1);
}

static void *allocate(size_t size)
{
    void *memory = malloc(size);
    if (memory == NULL)
        fail("malloc");
    return memory;
}

static FILE *open_data(const char *folder, const char *name, const char *mode)
{
    char path[4096];
    FILE *file;

    snprintf(path, sizeof path, "%s/%s", folder, name);
    file = fopen(path, mode);
    if (file == NULL)
        fail(path);
    return file;
}

static void read_users(const char *folder)
{
    FILE *file = open_data(folder, "users.csv", "r");
    char row[1024];
    int is_header = 1;

    while (fgets(row, sizeof row, file) != NULL) {
        size_t length = strcspn(row, ",\r\n");
        struct user *user;

        if (!is_header && length > 0 && length < sizeof user->login) {
            user = allocate(sizeof *user);
            memcpy(user->login, row, length);
            user->login[length] = '\0';
            user->oldest = NULL;
            user->end = &user->oldest;
            user->next = users;
            users = user;
        }
        is_header = 0;
    }
    fclose(file);
}

static struct user *find(const char *login, size_t length)
{
    struct user *user;

    for (user = users; user != NULL; user = user->next)
        if (strlen(user->login) == length && memcmp(user->login, login, length) == 0)
            break;
    return user;
}

/* Stores a message; any other line is thrown away. */
static void store(const struct user *from, const char *line, size_t length)
{
    const char *blank = memchr(line, ' ', length);
    struct message *message;
    struct user *to;

    if (line[0] != '@' || blank == NULL || blank + 1 == line + length)
        return;
    to = find(line + 1, (size_t)(blank - line) - 1);
    if (to == NULL)
        return;
    message = allocate(sizeof *message + length);
    message->next = NULL;
    message->from = from->login;
    message->sent_at = time(NULL);
    message->length = length - (size_t)(blank + 1 - line);
    memcpy(message->text, blank + 1, message->length);
    pthread_mutex_lock(&inboxes_lock);
    *to->end = message;
    to->end = &message->next;
    pthread_mutex_unlock(&inboxes_lock);
}

static struct message *take(struct user *user)
{
    struct message *messages;

    pthread_mutex_lock(&inboxes_lock);
    messages = user->oldest;
    user->oldest = NULL;
    user->end = &user->oldest;
    pthread_mutex_unlock(&inboxes_lock);
    return messages;
}

/* A row for each message: always in quotation marks, with those in the text doubled. */
static void write_rows(const struct message *message, const char *to)
{
    pthread_mutex_lock(&log_lock);
    for (; message != NULL; message = message->next) {
        fprintf(message_log, "%s,%s,\"", message->from, to);
        for (size_t i = 0; i < message->length; i++) {
            if (message->text[i] == '"')
                fputc('"', message_log);
            fputc(message->text[i], message_log);
        }
        fprintf(message_log, "\",%lld\n", (long long)message->sent_at);
    }
    fflush(message_log);
    pthread_mutex_unlock(&log_lock);
}

static int send_messages(int socket, const struct message *message)
{
    for (; message != NULL; message = message->next) {
        char head[80];
        int length = snprintf(head, sizeof head, "@%s ", message->from);

        if (send_all(socket, head, (size_t)length) < 0 ||
            send_all(socket, message->text, message->length) < 0 ||
            send_all(socket, "\n", 1) < 0)
            return -1;
    }
    return send_all(socket, "f\n", 2);
}

static int send_batch(int socket, struct user *user)
{
    struct message *messages = take(user);
    int result = send_messages(socket, messages);

    if (result == 0)
        write_rows(messages, user->login);
    while (messages != NULL) {
        struct message *next = messages->next;
        free(messages);
        messages = next;
    }
    return result;
}

static void *serve(void *argument)
{
    struct lines *lines = argument;
    size_t length;
    char *line = next_line(lines, &length);
    struct user *user = line == NULL ? NULL : find(line, length);

    if (user != NULL && send_batch(lines->socket, user) == 0)
        while ((line = next_line(lines, &length)) != NULL) {
            store(user, line, length);
            if (send_batch(lines->socket, user) < 0)
                break;
        }
    close(lines->socket);
    free(lines);
    return NULL;
}

static int listen_on(const char *host, const char *port)
{
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE}, *address;
    int listener, on = 1, error = getaddrinfo(host, port, &hints, &address);

    if (error != 0) {
        fprintf(stderr, "%s:%s: %s\n", host, port, gai_strerror(error));
        exit(1);
    }
    listener = socket(address->ai_family, address->ai_socktype, address->ai_protocol);
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(listener, address->ai_addr, address->ai_addrlen) < 0 || listen(listener, 64) < 0)
        fail("listen");
    freeaddrinfo(address);
    return listener;
}

int main(int argc, char **argv)
{
    const char *data = argc > 3 ? argv[3] : ".";
    int listener;

    signal(SIGPIPE, SIG_IGN); /* a broken connection is an error of send(), and not our end */
    read_users(data);
    message_log = open_data(data, "messages.csv", "a");
    fseek(message_log, 0, SEEK_END);
    if (ftell(message_log) == 0)
        fprintf(message_log, "from,to,text,sent_at\n");
    fflush(message_log);
    listener = listen_on(argc > 1 ? argv[1] : "127.0.0.1", argc > 2 ? argv[2] : "3333");
    for (;;) {
        int socket = accept(listener, NULL, NULL);
        struct lines *lines;
        pthread_t thread;

        if (socket < 0)
            continue;
        lines = allocate(sizeof *lines);
        lines_begin(lines, socket);
        if (pthread_create(&thread, NULL, serve, lines) == 0)
            pthread_detach(thread);
        else {
            close(socket);
            free(lines);
        }
    }
}
