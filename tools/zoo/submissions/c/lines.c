#include "lines.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>

void lines_begin(struct lines *lines, int socket)
{
    lines->socket = socket;
    lines->length = lines->used = 0;
}

/* Moves what is left to the front, and reads more behind it. */
static int fill(struct lines *lines)
{
    ssize_t got;

    memmove(lines->buffer, lines->buffer + lines->used, lines->length - lines->used);
    lines->length -= lines->used;
    lines->used = 0;
    if (lines->length == sizeof lines->buffer)
        return -1; /* too long */
    do
        got = recv(lines->socket, lines->buffer + lines->length,
                   sizeof lines->buffer - lines->length, 0);
    while (got < 0 && errno == EINTR);
    if (got <= 0)
        return -1;
    lines->length += (size_t)got;
    return 0;
}

char *next_line(struct lines *lines, size_t *length)
{
    char *begin, *end;

    for (;;) {
        begin = lines->buffer + lines->used;
        end = memchr(begin, '\n', lines->length - lines->used);
        if (end != NULL)
            break;
        if (fill(lines) < 0)
            return NULL;
    }
    lines->used = (size_t)(end - lines->buffer) + 1;
    if (end > begin && end[-1] == '\r')
        end--;
    *end = '\0';
    *length = (size_t)(end - begin);
    return *length <= LONGEST_LINE ? begin : NULL;
}

int send_all(int socket, const char *bytes, size_t length)
{
    while (length > 0) {
        ssize_t sent = send(socket, bytes, length, 0);
        if (sent < 0 && errno == EINTR)
            continue;
        if (sent < 0)
            return -1;
        bytes += sent;
        length -= (size_t)sent;
    }
    return 0;
}
