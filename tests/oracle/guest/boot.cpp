// SPDX-License-Identifier: Apache-2.0
#include "tests/oracle/guest/boot.hpp"

#include <net/if.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <cstring>
#include <fstream>

#include "tests/oracle/guest/process.hpp"

namespace nicvs::oracle {
namespace {

// modprobe -d wants a tree with lib/modules in it; the package keeps the modules elsewhere.
constexpr const char* kModuleTree = "/mnt/modules";
constexpr const char* kPackagedModules = "/usr/lib/uml/modules";

std::string mount_one(const char* source, const char* target, const char* type, const char* data) {
  if (mount(source, target, type, 0, data) == 0) return {};
  return std::string("cannot mount ") + type + " on " + target + ": " + std::strerror(errno);
}

std::string mount_all(const std::string& shared) {
  std::string fault = mount_one("proc", "/proc", "proc", "");
  if (fault.empty()) fault = mount_one("sys", "/sys", "sysfs", "");
  if (fault.empty()) fault = mount_one("tmpfs", "/run", "tmpfs", "");
  if (fault.empty()) fault = mount_one("tmpfs", "/mnt", "tmpfs", "");
  if (!fault.empty()) return fault;
  mkdir(kSharedFolder, 0755);
  return mount_one("none", kSharedFolder, "hostfs", shared.c_str());
}

// The host's /dev may lack them.
void make_devices() {
  mkdir("/mnt/dev", 0755);
  mknod(kTunDevice, S_IFCHR | 0600, makedev(10, 200));
  mknod(kNullDevice, S_IFCHR | 0666, makedev(1, 3));
}

std::string load_modules() {
  mkdir(kModuleTree, 0755);
  mkdir((std::string(kModuleTree) + "/lib").c_str(), 0755);
  if (symlink(kPackagedModules, (std::string(kModuleTree) + "/lib/modules").c_str()) != 0)
    return std::string("cannot link the modules: ") + std::strerror(errno);
  std::vector<std::string> words = {"/usr/sbin/modprobe", "-d", kModuleTree, "-a", "tun", "ip_vs"};
  for (const char* scheduler : {"rr", "wrr", "lc", "wlc", "sh", "dh", "mh", "sed", "nq", "fo",
                                "ovf", "lblc", "lblcr", "ftp", "pe_sip"})
    words.push_back(std::string("ip_vs_") + scheduler);
  for (const char* name :
       {"ipip", "ip_gre", "fou", "ip6_tunnel", "iptable_mangle", "ip6table_mangle", "xt_mark",
        "xt_tcpudp", "xt_sctp", "nf_conntrack", "xt_conntrack"})
    words.emplace_back(name);
  const Ended ended = run(words);
  return ended.status == 0 ? std::string() : "modprobe: " + ended.text;
}

void put(const std::string& key, const char* value) {
  std::ofstream("/proc/sys/net/" + key) << value;
}

void loopback_up() {
  const int socket_fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  ifreq request{};
  std::strcpy(request.ifr_name, "lo");
  request.ifr_flags = IFF_UP | IFF_RUNNING | IFF_LOOPBACK;
  ioctl(socket_fd, SIOCSIFFLAGS, &request);
  close(socket_fd);
}

}  // namespace

std::string boot(const std::string& shared) {
  // Helpers that the kernel starts while booting get no turn while the clock stands still, and
  // would use up the process table; sleeping costs nothing in virtual time.
  usleep(300000);
  setenv("PATH", "/usr/sbin:/usr/bin:/sbin:/bin", 1);
  std::string fault = mount_all(shared);
  if (!fault.empty()) return fault;
  make_devices();
  return load_modules();
}

void enter_fresh_network() {
  if (unshare(CLONE_NEWNET) != 0) _exit(3);
  for (const char* scope : {"all", "default"}) {
    const std::string four = std::string("ipv4/conf/") + scope + '/';
    const std::string six = std::string("ipv6/conf/") + scope + '/';
    put(four + "rp_filter", "0");
    put(four + "send_redirects", "0");
    put(six + "accept_dad", "0");
    put(six + "accept_ra", "0");
    put(six + "router_solicitations", "0");
    put(six + "addr_gen_mode", "1");
    put(six + "forwarding", "1");
  }
  // Else what the director itself sends over IPv6 has a random flow label.
  put("ipv6/auto_flowlabels", "0");
  put("ipv4/ip_forward", "1");
  put("ipv4/icmp_ratelimit", "0");
  put("ipv4/icmp_msgs_per_sec", "1000000");
  put("ipv4/icmp_msgs_burst", "1000000");
  put("ipv6/icmp/ratelimit", "0");
  loopback_up();
}

void power_off() {
  sync();
  reboot(RB_POWER_OFF);
  _exit(1);
}

}  // namespace nicvs::oracle
