/* Preloaded into a process, it ends that process (SIGKILL) after one chosen call by which files change.

   tenfold_arm(n) starts the count. Each call is counted when it has been made; a write also before that, when half of
   its bytes are in the file. Files alone are counted: no pipes, no terminals. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

static long left = 0;

void tenfold_arm(long calls) { left = calls; }

static int is_file(int fd) {
  struct stat found;
  return fstat(fd, &found) == 0 && S_ISREG(found.st_mode);
}

static int is_over(void) { return left > 0 && __atomic_sub_fetch(&left, 1, __ATOMIC_SEQ_CST) == 0; }

static void end(void) {
  kill(getpid(), SIGKILL);
  for (;;) pause();
}

static void count(void) {
  if (is_over()) end();
}

#define REAL(name) ((__typeof__(name)*)dlsym(RTLD_NEXT, #name))

#define WRITE(name, parameters, arguments)                              \
  ssize_t name parameters {                                             \
    __typeof__(name)* real = REAL(name);                                \
    if (!left || !is_file(fd)) return real arguments;                   \
    size_t whole = size;                                                \
    if (is_over()) {                                                    \
      size = whole / 2;                                                 \
      (void)!real arguments;                                            \
      end();                                                            \
    }                                                                   \
    ssize_t done = real arguments;                                      \
    count();                                                            \
    return done;                                                        \
  }

WRITE(write, (int fd, const void* data, size_t size), (fd, data, size))
WRITE(pwrite, (int fd, const void* data, size_t size, off_t at), (fd, data, size, at))
WRITE(pwrite64, (int fd, const void* data, size_t size, off64_t at), (fd, data, size, at))

/* Of several parts in one call, the first is there before the whole is. */
#define WRITE_PARTS(name, parameters, arguments, all)                   \
  ssize_t name parameters {                                             \
    __typeof__(name)* real = REAL(name);                                \
    int n = all;                                                        \
    if (!left || !is_file(fd)) return real arguments;                   \
    if (is_over()) {                                                    \
      n = 1;                                                            \
      (void)!real arguments;                                            \
      end();                                                            \
    }                                                                   \
    ssize_t done = real arguments;                                      \
    count();                                                            \
    return done;                                                        \
  }

WRITE_PARTS(writev, (int fd, const struct iovec* parts, int all), (fd, parts, n), all)
WRITE_PARTS(pwritev, (int fd, const struct iovec* parts, int all, off_t at), (fd, parts, n, at), all)
WRITE_PARTS(pwritev64, (int fd, const struct iovec* parts, int all, off64_t at), (fd, parts, n, at), all)

#define CALL(result, name, watched, parameters, arguments)              \
  result name parameters {                                                 \
    result done = REAL(name) arguments;                                 \
    if (left && (watched)) count();                                     \
    return done;                                                        \
  }

CALL(int, fsync, is_file(fd), (int fd), (fd))
CALL(int, fdatasync, is_file(fd), (int fd), (fd))
CALL(int, ftruncate, is_file(fd), (int fd, off_t size), (fd, size))
CALL(int, ftruncate64, is_file(fd), (int fd, off64_t size), (fd, size))
CALL(int, posix_fallocate, is_file(fd), (int fd, off_t at, off_t size), (fd, at, size))
CALL(int, posix_fallocate64, is_file(fd), (int fd, off64_t at, off64_t size), (fd, at, size))
CALL(int, rename, 1, (const char* from, const char* to), (from, to))
CALL(int, renameat, 1, (int a, const char* from, int b, const char* to), (a, from, b, to))
CALL(int, unlink, 1, (const char* path), (path))
CALL(int, unlinkat, 1, (int folder, const char* path, int flags), (folder, path, flags))
CALL(int, link, 1, (const char* from, const char* to), (from, to))
CALL(int, mkdir, 1, (const char* path, mode_t mode), (path, mode))

/* Opening counts where it makes a file or empties one. */
#define OPEN(name)                                                      \
  int name(const char* path, int flags, ...) {                          \
    va_list more;                                                       \
    va_start(more, flags);                                              \
    int mode = flags & O_CREAT ? va_arg(more, int) : 0;                 \
    va_end(more);                                                       \
    int done = REAL(name)(path, flags, mode);                           \
    if (left && flags & (O_CREAT | O_TRUNC)) count();                   \
    return done;                                                        \
  }

OPEN(open)
OPEN(open64)
