/* What does a program write, and what does it wait for? Loaded before the C library, it notes each write to a file whose
   name holds $POWER_WATCH, and each wait for the disk, in $POWER_LOG, in order. The disk itself is not waited for. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

static pthread_mutex_t in_order = PTHREAD_MUTEX_INITIALIZER;
static const char *watched;
static int notes = -1;

__attribute__((constructor)) static void begin(void) {
    const char *path = getenv("POWER_LOG");
    watched = getenv("POWER_WATCH");
    if (path && watched)
        notes = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

/* The name of an open file, if it is one to be watched. */
static int is_watched(int file, char *name, size_t room) {
    char link[32];
    if (notes < 0)
        return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, name, room - 1);
    if (length < 0)
        return 0;
    name[length] = 0;
    const char *base = strrchr(name, '/');
    base = base ? base + 1 : name;
    memmove(name, base, strlen(base) + 1);
    return strstr(name, watched) != NULL;
}

/* One note: what, the name's length, the name, where, how many bytes, the bytes. */
static void note(char what, const char *name, uint64_t at, const void *bytes, uint64_t count) {
    uint8_t length = (uint8_t)strlen(name);
    struct iovec parts[] = {
        {&what, 1}, {&length, 1}, {(void *)name, length}, {&at, 8}, {&count, 8}, {(void *)bytes, bytes ? count : 0},
    };
    if (writev(notes, parts, 6) < 0)
        abort();
}

#define WRITES(function, offset)                                                                                       \
    ssize_t function(int file, const void *bytes, size_t count, offset at) {                                           \
        static ssize_t (*next)(int, const void *, size_t, offset);                                                     \
        char name[256];                                                                                                \
        if (!next)                                                                                                     \
            next = dlsym(RTLD_NEXT, #function);                                                                        \
        if (!is_watched(file, name, sizeof name))                                                                      \
            return next(file, bytes, count, at);                                                                       \
        pthread_mutex_lock(&in_order);                                                                                 \
        ssize_t done = next(file, bytes, count, at);                                                                   \
        if (done > 0)                                                                                                  \
            note('w', name, (uint64_t)at, bytes, (uint64_t)done);                                                      \
        pthread_mutex_unlock(&in_order);                                                                               \
        return done;                                                                                                   \
    }
WRITES(pwrite, off_t)
WRITES(pwrite64, off64_t)

#define CUTS(function, offset)                                                                                         \
    int function(int file, offset size) {                                                                              \
        static int (*next)(int, offset);                                                                               \
        char name[256];                                                                                                \
        if (!next)                                                                                                     \
            next = dlsym(RTLD_NEXT, #function);                                                                        \
        if (!is_watched(file, name, sizeof name))                                                                      \
            return next(file, size);                                                                                   \
        pthread_mutex_lock(&in_order);                                                                                 \
        int failed = next(file, size);                                                                                 \
        if (!failed)                                                                                                   \
            note('t', name, (uint64_t)size, NULL, 0);                                                                  \
        pthread_mutex_unlock(&in_order);                                                                               \
        return failed;                                                                                                 \
    }
CUTS(ftruncate, off_t)
CUTS(ftruncate64, off64_t)

#define WAITS(function)                                                                                                \
    int function(int file) {                                                                                           \
        static int (*next)(int);                                                                                       \
        char name[256];                                                                                                \
        if (!next)                                                                                                     \
            next = dlsym(RTLD_NEXT, #function);                                                                        \
        if (!is_watched(file, name, sizeof name))                                                                      \
            return next(file);                                                                                         \
        pthread_mutex_lock(&in_order);                                                                                 \
        note('s', name, 0, NULL, 0);                                                                                   \
        pthread_mutex_unlock(&in_order);                                                                               \
        return 0;                                                                                                      \
    }
WAITS(fsync)
WAITS(fdatasync)
