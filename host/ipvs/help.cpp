// SPDX-License-Identifier: Apache-2.0
#include "host/ipvs/help.hpp"

#include <fmt/format.h>

namespace nicvs::ipvs {
namespace {

// {0} is the program's name.
constexpr const char* kHelp = R"(Usage: {0} COMMAND [ARGUMENTS]

The first argument is the command; without one the table is listed.

Services
  {0} -A|-E SERVICE [-s NAME] [-p [SECONDS]] [-M MASK] [-o] [--pe NAME] [-b FLAGS]
  {0} -D SERVICE
Dests
  {0} -a|-e SERVICE -r HOST[:PORT] [-g|-i|-m] [-w N] [-x N] [-y N] [TUNNEL]
  {0} -d SERVICE -r HOST[:PORT]
Whole table
  {0} -C                      delete all services
  {0} -S [-n]                 print the commands that make the table
  {0} -R                      carry out such commands from standard input
  {0} -L|-l [SERVICE] [SHOW]  list
  {0} -Z [SERVICE]            set counters to zero
Director
  {0} --set TCP TCPFIN UDP    timeouts in seconds, 0 keeps one
  {0} --start-daemon master|backup [SYNC]
  {0} --stop-daemon master|backup [--syncid N]
  {0} status [--json]         engine, ports, reasons for frames not forwarded, health
  {0} -h | --version

Long names of commands
  -A --add-service   -E --edit-service   -D --delete-service   -C --clear
  -a --add-server    -e --edit-server    -d --delete-server    -Z --zero
  -L --list          -S --save           -R --restore          -h --help

SERVICE is one of
  -t, --tcp-service HOST[:PORT]    -u, --udp-service HOST[:PORT]
      --sctp-service HOST[:PORT]   -f, --fwmark-service MARK [-6, --ipv6]
  IPv6 is written [ADDRESS]:PORT.

Options of a service
  -s, --scheduler NAME        rr wrr lc wlc (default) lblc lblcr dh sh sed nq fo ovf mh twos
  -p, --persistent [SECONDS]  keep a client at its dest (default 360)
  -M, --netmask MASK          clients of one network count as one (IPv6: prefix length)
  -o, --ops                   schedule every packet (UDP)
      --pe NAME               persistence engine: sip
  -b, --sched-flags FLAGS     flag-1,flag-2,flag-3 or sh-fallback,sh-port or mh-fallback,mh-port

Options of a dest
  -r, --real-server HOST[:PORT]  its address; the port may differ from the service's with -m
  -g, --gatewaying            direct routing (default)
  -i, --ipip                  tunnel
  -m, --masquerading          NAT
  -w, --weight N              default 1; 0 gets no new conns
  -x, --u-threshold N         no new conns at N conns; 0 = no limit
  -y, --l-threshold N         new conns again below N conns
      --tun-type TYPE         ipip (default), gue or gre
      --tun-port PORT         UDP port of gue
      --tun-nocsum --tun-csum --tun-remcsum
                              checksum of gue or gre

SHOW is any of
  -n, --numeric               numbers instead of names
  -c, --connection            conns
      --timeout --daemon      timeouts, sync daemons
      --stats --rate          counters, numbers per second
  -X, --exact                 all digits
      --thresholds            thresholds of dests
      --persistent-conn       persistent conns; with -c the persistence engine's data
      --tun-info              tunnel types
      --nosort                the director's order (--sort does nothing)

SYNC is any of
  --mcast-interface NAME  (default eth0)     --syncid N          (0..255)
  --mcast-group ADDRESS   (224.0.0.81)       --mcast-port PORT   (8848)
  --mcast-ttl N           (1)                --sync-maxlen BYTES (1472)
)";

}  // namespace

std::string help_text(const std::string& program) {
  return fmt::format(fmt::runtime(kHelp), program);
}

std::string version_text() { return "nicvsadm " NICVS_VERSION " (IPVS 1.2.1)\n"; }

std::string try_help_text(const std::string& program) {
  return fmt::format("Try `{0} -h' or '{0} --help' for more information.", program);
}

}  // namespace nicvs::ipvs
