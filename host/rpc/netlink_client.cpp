// SPDX-License-Identifier: Apache-2.0
#include "host/rpc/netlink_client.hpp"

#include <linux/ip_vs.h>
#include <linux/netlink.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstring>

namespace nicvs::rpc {
namespace {

constexpr std::size_t kQuoteStart = sizeof(std::int32_t);

Error system_error(const char* what) {
  const int code = errno;
  return {code, std::string(what) + ": " + std::strerror(code)};
}

Error malformed(const char* what) { return {EBADMSG, std::string("answer of nicvsd: ") + what}; }

// The sentence behind the errno, if the daemon sent one, else the system's.
std::string error_text(const Message& message, int code) {
  if ((message.header.flags & NLM_F_ACK_TLVS) != 0) {
    nlmsghdr quoted{};
    std::memcpy(&quoted, message.payload.data() + kQuoteStart, sizeof quoted);
    const bool is_capped = (message.header.flags & NLM_F_CAPPED) != 0;
    const std::size_t size = is_capped ? sizeof quoted : NLMSG_ALIGN(quoted.nlmsg_len);
    if (size <= message.payload.size() - kQuoteStart) {
      const auto attributes = Attributes::parse(message.payload.subspan(kQuoteStart + size), {});
      if (const auto text = attributes->text(NLMSGERR_ATTR_MSG)) return *text;
    }
  }
  return std::strerror(code);
}

Status error_of(const Message& message) {
  if (message.payload.size() < sizeof(nlmsgerr)) return malformed("a truncated error");
  std::int32_t negative = 0;
  std::memcpy(&negative, message.payload.data(), sizeof negative);
  if (negative == 0) return {};
  if (negative > 0 || negative < -4095) return malformed("an error number out of range");
  return Error{-negative, error_text(message, -negative)};
}

}  // namespace

Result<NetlinkClient> NetlinkClient::connect(const std::string& socket_path) {
  auto fd = connect_unix(socket_path, SOCK_SEQPACKET);
  if (!fd) return fd.error();
  return NetlinkClient(*std::move(fd));
}

Result<IpvsInfo> NetlinkClient::info() {
  IpvsInfo info;
  const Status status = call(IPVS_CMD_GET_INFO, 0, nullptr, [&info](const Attributes& attributes) {
    info = {attributes.u32(IPVS_INFO_ATTR_VERSION).value_or(0),
            attributes.u32(IPVS_INFO_ATTR_CONN_TAB_SIZE).value_or(0)};
    return Status();
  });
  if (!status) return status.error();
  return info;
}

Status NetlinkClient::add_service(const ServiceSpec& spec) {
  return change(IPVS_CMD_NEW_SERVICE, [&](NetlinkWriter& writer) { encode_service(writer, spec); });
}

Status NetlinkClient::edit_service(const ServiceSpec& spec) {
  return change(IPVS_CMD_SET_SERVICE, [&](NetlinkWriter& writer) { encode_service(writer, spec); });
}

Status NetlinkClient::delete_service(const ServiceKey& key) {
  return change(IPVS_CMD_DEL_SERVICE,
                [&](NetlinkWriter& writer) { encode_service_key(writer, key); });
}

Status NetlinkClient::flush() { return change(IPVS_CMD_FLUSH, nullptr); }

Result<ServiceInfo> NetlinkClient::service(const ServiceKey& key) {
  Result<ServiceInfo> found = malformed("no service");
  const auto keep = [&found](const Attributes& attributes) {
    found = decode_service_info(attributes);
    return found ? Status() : Status(found.error());
  };
  const Status status = call(
      IPVS_CMD_GET_SERVICE, 0, [&](NetlinkWriter& writer) { encode_service_key(writer, key); },
      keep);
  if (!status) return status.error();
  return found;
}

Result<std::vector<ServiceInfo>> NetlinkClient::services() {
  std::vector<ServiceInfo> all;
  const auto keep = [&all](const Attributes& attributes) -> Status {
    auto info = decode_service_info(attributes);
    if (!info) return info.error();
    all.push_back(*std::move(info));
    return {};
  };
  const Status status = call(IPVS_CMD_GET_SERVICE, NLM_F_DUMP, nullptr, keep);
  if (!status) return status.error();
  return all;
}

Status NetlinkClient::add_dest(const ServiceKey& service, const DestSpec& dest) {
  return dest_call(IPVS_CMD_NEW_DEST, service, dest);
}

Status NetlinkClient::edit_dest(const ServiceKey& service, const DestSpec& dest) {
  return dest_call(IPVS_CMD_SET_DEST, service, dest);
}

Status NetlinkClient::delete_dest(const ServiceKey& service, const DestKey& dest) {
  DestSpec spec;
  spec.key = dest;
  return dest_call(IPVS_CMD_DEL_DEST, service, spec);
}

Result<std::vector<DestInfo>> NetlinkClient::dests(const ServiceKey& service) {
  std::vector<DestInfo> all;
  const auto keep = [&all](const Attributes& attributes) -> Status {
    auto info = decode_dest_info(attributes);
    if (!info) return info.error();
    all.push_back(*std::move(info));
    return {};
  };
  const Status status = call(
      IPVS_CMD_GET_DEST, NLM_F_DUMP,
      [&](NetlinkWriter& writer) { encode_service_key(writer, service); }, keep);
  if (!status) return status.error();
  return all;
}

Status NetlinkClient::zero(const ServiceKey* service) {
  return change(IPVS_CMD_ZERO, [&](NetlinkWriter& writer) {
    if (service != nullptr) encode_service_key(writer, *service);
  });
}

Result<Timeouts> NetlinkClient::timeouts() {
  Timeouts timeouts;
  const Status status = call(IPVS_CMD_GET_CONFIG, 0, nullptr, [&](const Attributes& attributes) {
    timeouts = decode_timeouts(attributes);
    return Status();
  });
  if (!status) return status.error();
  return timeouts;
}

Status NetlinkClient::set_timeouts(const Timeouts& timeouts) {
  return change(IPVS_CMD_SET_CONFIG,
                [&](NetlinkWriter& writer) { encode_timeouts(writer, timeouts); });
}

Status NetlinkClient::start_daemon(const DaemonSpec& daemon) {
  return change(IPVS_CMD_NEW_DAEMON, [&](NetlinkWriter& writer) { encode_daemon(writer, daemon); });
}

Status NetlinkClient::stop_daemon(const DaemonSpec& daemon) {
  return change(IPVS_CMD_DEL_DAEMON, [&](NetlinkWriter& writer) { encode_daemon(writer, daemon); });
}

Result<std::vector<DaemonSpec>> NetlinkClient::daemons() {
  std::vector<DaemonSpec> all;
  const auto keep = [&all](const Attributes& attributes) -> Status {
    auto daemon = decode_daemon(attributes);
    if (!daemon) return daemon.error();
    all.push_back(*std::move(daemon));
    return {};
  };
  const Status status = call(IPVS_CMD_GET_DAEMON, NLM_F_DUMP, nullptr, keep);
  if (!status) return status.error();
  return all;
}

Status NetlinkClient::change(std::uint8_t command, const Content& content) {
  return call(command, 0, content, [](const Attributes&) { return Status(); });
}

Status NetlinkClient::dest_call(std::uint8_t command, const ServiceKey& service,
                                const DestSpec& dest) {
  return change(command, [&](NetlinkWriter& writer) {
    encode_service_key(writer, service);
    encode_dest(writer, dest);
  });
}

Status NetlinkClient::call(std::uint8_t command, std::uint16_t flags, const Content& content,
                           const Visit& visit) {
  const std::uint32_t sequence = ++sequence_;
  NetlinkWriter writer;
  writer.begin_generic({.type = kIpvsFamilyId,
                        .flags = static_cast<std::uint16_t>(NLM_F_REQUEST | NLM_F_ACK | flags),
                        .sequence = sequence},
                       command);
  if (content) content(writer);
  writer.end();
  const Datagram& request = writer.bytes();
  if (send(fd_.get(), request.data(), request.size(), MSG_NOSIGNAL) < 0) {
    return system_error("send to nicvsd");
  }
  return receive_until_end(sequence, visit);
}

// An ACK, an error or DONE ends the answer; a failing visit does not stop the reading, so that the
// next call finds the socket empty.
Status NetlinkClient::receive_until_end(std::uint32_t sequence, const Visit& visit) {
  Datagram buffer(kMaxReplySize);
  Status result;
  for (;;) {
    const ssize_t size = recv(fd_.get(), buffer.data(), buffer.size(), 0);
    if (size < 0 && errno == EINTR) continue;
    if (size < 0) return system_error("receive from nicvsd");
    if (size == 0) return Error{EPIPE, "nicvsd closed the connection"};
    Bytes rest(buffer.data(), static_cast<std::size_t>(size));
    while (!rest.empty()) {
      const auto message = take_message(rest);
      if (!message) return malformed("not a netlink message");
      if (message->header.sequence != sequence) continue;
      if (message->header.type == NLMSG_DONE) return result;
      if (message->header.type == NLMSG_ERROR) {
        const Status answered = error_of(*message);
        return answered ? result : answered;
      }
      const auto generic = parse_generic(message->payload);
      const auto attributes = generic ? parse_command(generic->attributes) : std::nullopt;
      if (!attributes) return malformed("a truncated message");
      if (Status visited = visit(*attributes); !visited && result) result = visited;
    }
  }
}

}  // namespace nicvs::rpc
