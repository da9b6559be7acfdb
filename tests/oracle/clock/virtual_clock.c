// SPDX-License-Identifier: Apache-2.0
// A virtual clock for User-Mode Linux, loaded into linux.uml by LD_PRELOAD. The guest's time stands
// still while its code runs, apart from kStep a look at the clock, and jumps to the guest's next
// timer as soon as the guest idles. So every timer fires in order, at its own time, and 15 minutes
// of guest time pass in a fraction of a second.
//
// linux.uml takes time only from clock_gettime(), sets one POSIX timer, and sleeps in sigsuspend().
#define _GNU_SOURCE
#include <dlfcn.h>
#include <signal.h>
#include <stdint.h>
#include <time.h>

// Smaller steps have hung later kernels: code that polls the clock must see it move.
static const int64_t kStep_ns = 20000;
static const int64_t kSecond_ns = 1000000000;

static int64_t now_ns;
static timer_t guest_timer;
static int has_guest_timer;

// dlsym() gives an object pointer, ISO C keeps those apart from function pointers.
static void find_next(const char* name, void* function) {
  *(void**)function = dlsym(RTLD_NEXT, name);
}

static struct timespec timespec_of(int64_t ns) {
  struct timespec time = {ns / kSecond_ns, ns % kSecond_ns};
  return time;
}

static int host_gettime(clockid_t clock, struct timespec* time) {
  static int (*next)(clockid_t, struct timespec*);
  if (!next) find_next("clock_gettime", &next);
  return next(clock, time);
}

int clock_gettime(clockid_t clock, struct timespec* time) {
  if (now_ns == 0) {
    struct timespec boot;
    host_gettime(CLOCK_MONOTONIC, &boot);
    now_ns = boot.tv_sec * kSecond_ns + boot.tv_nsec;
  }
  if (clock != CLOCK_MONOTONIC) return host_gettime(clock, time);
  now_ns += kStep_ns;
  *time = timespec_of(now_ns);
  return 0;
}

int timer_create(clockid_t clock, struct sigevent* event, timer_t* timer) {
  static int (*next)(clockid_t, struct sigevent*, timer_t*);
  if (!next) find_next("timer_create", &next);
  const int status = next(clock, event, timer);
  if (status == 0) {
    guest_timer = *timer;
    has_guest_timer = 1;
  }
  return status;
}

// Adds what is left on the guest's timer to the clock, and lets the timer fire at once.
static void jump_to_timer(void) {
  struct itimerspec armed;
  if (!has_guest_timer || timer_gettime(guest_timer, &armed) != 0) return;
  const int64_t left_ns = armed.it_value.tv_sec * kSecond_ns + armed.it_value.tv_nsec;
  if (left_ns <= 0) return;
  now_ns += left_ns;
  const struct itimerspec at_once = {armed.it_interval, {0, 1}};
  timer_settime(guest_timer, 0, &at_once, 0);
}

int sigsuspend(const sigset_t* mask) {
  static int (*next)(const sigset_t*);
  if (!next) find_next("sigsuspend", &next);
  jump_to_timer();
  return next(mask);
}
