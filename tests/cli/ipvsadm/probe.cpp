// SPDX-License-Identifier: Apache-2.0
// A program that knows nothing of NICVS and uses netlink in every way at hand: for socket_test.cpp,
// which runs it under nicvs-run. Prints what it saw, a line a step.
#include <fcntl.h>
#include <linux/genetlink.h>
#include <linux/ip_vs.h>
#include <linux/netlink.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <string>
#include <thread>

namespace {

constexpr std::size_t kHeader = NLMSG_HDRLEN + GENL_HDRLEN;

struct Request {
  std::array<char, 256> bytes{};
  std::size_t size = kHeader;

  Request(int type, int command, std::uint32_t sequence, int flags = 0) {
    nlmsghdr header{};
    header.nlmsg_type = static_cast<std::uint16_t>(type);
    header.nlmsg_flags = static_cast<std::uint16_t>(NLM_F_REQUEST | flags);
    header.nlmsg_seq = sequence;
    std::memcpy(bytes.data(), &header, sizeof header);
    bytes[NLMSG_HDRLEN] = static_cast<char>(command);
    bytes[NLMSG_HDRLEN + 1] = 1;
    set_length();
  }
  Request& name(const char* family) {
    const nlattr attribute{static_cast<std::uint16_t>(NLA_HDRLEN + std::strlen(family) + 1),
                           CTRL_ATTR_FAMILY_NAME};
    std::memcpy(bytes.data() + size, &attribute, sizeof attribute);
    std::strcpy(bytes.data() + size + NLA_HDRLEN, family);
    size += NLMSG_ALIGN(attribute.nla_len);
    set_length();
    return *this;
  }
  void set_length() {
    const auto length = static_cast<std::uint32_t>(size);
    std::memcpy(bytes.data(), &length, sizeof length);
  }
};

struct Answer {
  std::string text;
  std::string bytes;
};

std::string described(const std::string& bytes, const sockaddr_nl& from, socklen_t from_size) {
  nlmsghdr header{};
  if (bytes.size() < sizeof header) return "short";
  std::memcpy(&header, bytes.data(), sizeof header);
  std::string text = header.nlmsg_type == NLMSG_ERROR ? "error" : "message";
  if (header.nlmsg_type == NLMSG_ERROR) {
    int error = 0;
    std::memcpy(&error, bytes.data() + NLMSG_HDRLEN, sizeof error);
    text += " " + std::to_string(-error);
  }
  text += " seq " + std::to_string(header.nlmsg_seq);
  const bool is_kernel =
      from_size == sizeof from && from.nl_family == AF_NETLINK && from.nl_pid == 0;
  return text + (is_kernel ? " from the kernel" : " from a stranger");
}

Answer receive(int fd, int flags = 0) {
  std::array<char, 16384> buffer;
  sockaddr_nl from{};
  iovec part{buffer.data(), buffer.size()};
  msghdr message{};
  message.msg_name = &from;
  message.msg_namelen = sizeof from;
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  const ssize_t size = recvmsg(fd, &message, flags);
  if (size < 0) return {std::strerror(errno), {}};
  const std::string bytes(buffer.data(), static_cast<std::size_t>(size));
  return {described(bytes, from, message.msg_namelen), bytes};
}

Answer ask(int fd, const Request& request) {
  sockaddr_nl kernel{};
  kernel.nl_family = AF_NETLINK;
  const ssize_t size = sendto(fd, request.bytes.data(), request.size, 0,
                              reinterpret_cast<sockaddr*>(&kernel), sizeof kernel);
  return size < 0 ? Answer{std::strerror(errno), {}} : receive(fd);
}

std::uint16_t family_in(const Answer& answer) {
  for (std::size_t at = kHeader; at + NLA_HDRLEN <= answer.bytes.size();) {
    nlattr attribute{};
    std::memcpy(&attribute, answer.bytes.data() + at, sizeof attribute);
    std::uint16_t value = 0;
    std::memcpy(&value, answer.bytes.data() + at + NLA_HDRLEN, sizeof value);
    if (attribute.nla_type == CTRL_ATTR_FAMILY_ID) return value;
    at += NLA_ALIGN(std::max<std::size_t>(attribute.nla_len, NLA_HDRLEN));
  }
  return 0;
}

void say(const char* step, const std::string& text) { std::printf("%s: %s\n", step, text.c_str()); }

int open_generic(int flags = 0) {
  const int fd = socket(AF_NETLINK, SOCK_RAW | flags, NETLINK_GENERIC);
  sockaddr_nl own{};
  own.nl_family = AF_NETLINK;
  if (fd < 0 || bind(fd, reinterpret_cast<sockaddr*>(&own), sizeof own) != 0) std::perror("socket");
  return fd;
}

std::string name_of(int fd) {
  sockaddr_nl own{};
  socklen_t size = sizeof own;
  if (getsockname(fd, reinterpret_cast<sockaddr*>(&own), &size) != 0) return std::strerror(errno);
  return own.nl_family == AF_NETLINK && size == sizeof own && own.nl_pid != 0 ? "netlink" : "other";
}

Request resolve(std::uint32_t sequence) {
  return Request(GENL_ID_CTRL, CTRL_CMD_GETFAMILY, sequence).name("IPVS");
}

void use_by_turns() {
  const int fd = open_generic();
  say("own name before", name_of(fd));
  const Answer found = ask(fd, resolve(7));
  say("resolve", found.text);
  const int ipvs = family_in(found);
  say("own name after", name_of(fd));
  const int one = 1;
  say("option", setsockopt(fd, 270, NETLINK_CAP_ACK, &one, sizeof one) == 0 ? "taken" : "refused");
  say("info", ask(fd, {ipvs, IPVS_CMD_GET_INFO, 8}).text);
  say("other family", ask(fd, Request(GENL_ID_CTRL, CTRL_CMD_GETFAMILY, 9).name("nlctrl")).text);
  say("unknown family", ask(fd, Request(GENL_ID_CTRL, CTRL_CMD_GETFAMILY, 10).name("nosuch")).text);
  say("info again", ask(fd, {ipvs, IPVS_CMD_GET_INFO, 11}).text);
  const Answer peeked = (send(fd, Request(ipvs, IPVS_CMD_GET_INFO, 12).bytes.data(), kHeader, 0),
                         receive(fd, MSG_PEEK));
  say("peeked", peeked.text);
  say("then read", receive(fd).text);
  close(fd);
}

void use_in_child(int ipvs) {
  const int fd = open_generic(SOCK_CLOEXEC);
  ask(fd, resolve(1));
  const int copy = dup(fd);
  close(fd);
  say("on a copy", ask(copy, {ipvs, IPVS_CMD_GET_INFO, 2}).text);
  std::fflush(stdout);
  const pid_t child = fork();
  if (child == 0) {
    say("in a child", ask(copy, {ipvs, IPVS_CMD_GET_INFO, 3}).text);
    std::fflush(stdout);
    _exit(0);
  }
  waitpid(child, nullptr, 0);
  std::thread([&] { say("in a thread", ask(copy, {ipvs, IPVS_CMD_GET_INFO, 4}).text); }).join();
  close(copy);
}

void use_without_waiting(int ipvs) {
  const int fd = open_generic(SOCK_NONBLOCK | SOCK_CLOEXEC);
  const Request question = resolve(1);
  send(fd, question.bytes.data(), question.size, 0);
  pollfd ready{fd, POLLIN, 0};
  say("poll", poll(&ready, 1, 5000) == 1 ? "readable" : "nothing");
  say("read", receive(fd).text);
  say("read more", receive(fd).text);
  say("flags", (fcntl(fd, F_GETFL) & O_NONBLOCK) != 0 && (fcntl(fd, F_GETFD) & FD_CLOEXEC) != 0
                   ? "kept"
                   : "lost");
  const Request dump(ipvs, IPVS_CMD_GET_DAEMON, 2, NLM_F_DUMP);
  send(fd, dump.bytes.data(), dump.size, 0);
  poll(&ready, 1, 5000);
  say("dump", receive(fd).text);
  close(fd);
}

}  // namespace

int main() {
  use_by_turns();
  const int fd = open_generic();
  const int ipvs = family_in(ask(fd, resolve(1)));
  close(fd);
  use_in_child(ipvs);
  use_without_waiting(ipvs);
  return 0;
}
