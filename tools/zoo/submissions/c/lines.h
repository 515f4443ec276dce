/* Lines over a TCP connection, for the server and the client. */
#ifndef LINES_H
#define LINES_H

#include <stddef.h>

/* The limit of a line in bytes, without its end. */
#define LONGEST_LINE 4096

struct lines {
    int socket;
    size_t length; /* how much of buffer is filled */
    size_t used;   /* how much of it has been given out */
    char buffer[LONGEST_LINE + 2];
};

void lines_begin(struct lines *lines, int socket);

/* The next line without its end, and its length; valid until the next call. NULL at the end of the
 * connection, after an error, and where the line is too long. */
char *next_line(struct lines *lines, size_t *length);

/* Sends all of it: send() may take a part only. 0, or -1 after an error. */
int send_all(int socket, const char *bytes, size_t length);

#endif
