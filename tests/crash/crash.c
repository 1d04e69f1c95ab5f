/* Ends the process at the n-th change that it makes below a folder: loaded before the C library.
 *
 * Each call that changes something there counts; of the writes into one file only the first, but
 * for the database, where each write is a state of its own. At the chosen change a write writes
 * half of its bytes, as a power cut would leave it, everything else is not done; then SIGKILL. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

#define FILES 4096

static char folder[PATH_MAX];
static unsigned long written[FILES];
static int made = 0, fatal = 0;

/* Count changes below `where` from now on, and end the process at number `at`; 0: only count. */
void crash_at(const char *where, int at) {
  snprintf(folder, sizeof folder, "%s", where);
  memset(written, 0, sizeof written);
  made = 0;
  fatal = at;
}

int crash_made(void) { return made; }

static int below(const char *path) {
  return folder[0] && strncmp(path, folder, strlen(folder)) == 0;
}

/* The path of an open file that lies below the folder; 0 for others. */
static int path_below(int fd, char *path) {
  char link[64];
  if (!folder[0]) return 0;
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, PATH_MAX - 1);
  if (length < 0) return 0;
  path[length] = 0;
  return below(path);
}

static int open_below(int fd) {
  char path[PATH_MAX];
  return path_below(fd, path);
}

/* Whether a write into this file counts. */
static int write_below(int fd) {
  char path[PATH_MAX];
  if (!path_below(fd, path)) return 0;
  if (strstr(path, "registry.db")) return 1;
  unsigned long hash = 5381;
  for (const char *at = path; *at; at++) hash = hash * 33 + (unsigned char)*at;
  return !__sync_lock_test_and_set(&written[hash % FILES], 1);
}

/* Whether a path as a system call takes it lies below the folder: absolute, or below a handle. */
static int at_below(int dir, const char *path) {
  return path[0] == '/' ? below(path) : dir >= 0 && open_below(dir);
}

static int is_fatal(int there) {
  return there && __sync_add_and_fetch(&made, 1) == fatal;
}

static void end(void) { kill(getpid(), SIGKILL); }

#define REAL(type, name, ...) \
  static type (*real)(__VA_ARGS__); \
  if (!real) real = (type (*)(__VA_ARGS__))dlsym(RTLD_NEXT, name)

ssize_t write(int fd, const void *data, size_t size) {
  REAL(ssize_t, "write", int, const void *, size_t);
  if (is_fatal(write_below(fd))) { real(fd, data, size / 2); end(); }
  return real(fd, data, size);
}

ssize_t writev(int fd, const struct iovec *parts, int count) {
  REAL(ssize_t, "writev", int, const struct iovec *, int);
  if (is_fatal(write_below(fd))) { real(fd, parts, count / 2); end(); }
  return real(fd, parts, count);
}

ssize_t pwrite64(int fd, const void *data, size_t size, off64_t at) {
  REAL(ssize_t, "pwrite64", int, const void *, size_t, off64_t);
  if (is_fatal(write_below(fd))) { real(fd, data, size / 2, at); end(); }
  return real(fd, data, size, at);
}

ssize_t pwrite(int fd, const void *data, size_t size, off_t at) {
  return pwrite64(fd, data, size, at);
}

ssize_t copy_file_range(int in, off64_t *from, int out, off64_t *to, size_t size, unsigned flags) {
  REAL(ssize_t, "copy_file_range", int, off64_t *, int, off64_t *, size_t, unsigned);
  if (is_fatal(write_below(out))) { real(in, from, out, to, size / 2, flags); end(); }
  return real(in, from, out, to, size, flags);
}

ssize_t sendfile64(int out, int in, off64_t *from, size_t size) {
  REAL(ssize_t, "sendfile64", int, int, off64_t *, size_t);
  if (is_fatal(write_below(out))) { real(out, in, from, size / 2); end(); }
  return real(out, in, from, size);
}

#define BEFORE(there) if (is_fatal(there)) end()

int fsync(int fd) {
  REAL(int, "fsync", int);
  BEFORE(open_below(fd));
  return real(fd);
}

int fdatasync(int fd) {
  REAL(int, "fdatasync", int);
  BEFORE(open_below(fd));
  return real(fd);
}

int ftruncate64(int fd, off64_t size) {
  REAL(int, "ftruncate64", int, off64_t);
  BEFORE(open_below(fd));
  return real(fd, size);
}

int ftruncate(int fd, off_t size) { return ftruncate64(fd, size); }

int rename(const char *from, const char *to) {
  REAL(int, "rename", const char *, const char *);
  BEFORE(below(to));
  return real(from, to);
}

int renameat2(int from_dir, const char *from, int to_dir, const char *to, unsigned flags) {
  REAL(int, "renameat2", int, const char *, int, const char *, unsigned);
  BEFORE(at_below(to_dir, to));
  return real(from_dir, from, to_dir, to, flags);
}

int link(const char *from, const char *to) {
  REAL(int, "link", const char *, const char *);
  BEFORE(below(to));
  return real(from, to);
}

int symlink(const char *from, const char *to) {
  REAL(int, "symlink", const char *, const char *);
  BEFORE(below(to));
  return real(from, to);
}

int unlink(const char *path) {
  REAL(int, "unlink", const char *);
  BEFORE(below(path));
  return real(path);
}

int unlinkat(int dir, const char *path, int flags) {
  REAL(int, "unlinkat", int, const char *, int);
  BEFORE(at_below(dir, path));
  return real(dir, path, flags);
}

int rmdir(const char *path) {
  REAL(int, "rmdir", const char *);
  BEFORE(below(path));
  return real(path);
}

int mkdir(const char *path, mode_t mode) {
  REAL(int, "mkdir", const char *, mode_t);
  BEFORE(below(path));
  return real(path, mode);
}

int open64(const char *path, int flags, ...) {
  REAL(int, "open64", const char *, int, ...);
  mode_t mode = 0;
  if (flags & O_CREAT) {
    va_list more;
    va_start(more, flags);
    mode = va_arg(more, mode_t);
    va_end(more);
  }
  BEFORE((flags & (O_CREAT | O_TRUNC)) && below(path));
  return real(path, flags, mode);
}

int open(const char *path, int flags, ...) {
  mode_t mode = 0;
  if (flags & O_CREAT) {
    va_list more;
    va_start(more, flags);
    mode = va_arg(more, mode_t);
    va_end(more);
  }
  return open64(path, flags, mode);
}
