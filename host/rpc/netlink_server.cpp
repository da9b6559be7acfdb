// SPDX-License-Identifier: Apache-2.0
#include "host/rpc/netlink_server.hpp"

#include <linux/genetlink.h>
#include <linux/ip_vs.h>
#include <linux/netlink.h>

#include <algorithm>
#include <cerrno>

#include "host/rpc/ipvs_messages.hpp"
#include "host/rpc/netlink_reply.hpp"

namespace nicvs::rpc {
namespace {

constexpr AttributeRule kFamilyRules[] = {{CTRL_ATTR_FAMILY_ID, 2, kAnySize}};
constexpr std::uint8_t kControlVersion = 2;

struct Request {
  const Message& message;
  Attributes attributes;
  DataPlane& plane;
  SyncControl* sync;
  NetlinkReply& reply;
};

// A handler either changes something (and is acknowledged) or puts its answer into the reply.
using Handler = Status (*)(const Request&);

Result<ServiceInfo> existing_service(const Request& request) {
  const auto key = decode_service_key(request.attributes);
  if (!key) return key.error();
  return request.plane.service(*key);
}

Status new_service(const Request& request) {
  const auto service = decode_service(request.attributes);
  return service ? request.plane.add_service(service->spec) : service.error();
}

Status set_service(const Request& request) {
  auto service = decode_service(request.attributes);
  if (!service) return service.error();
  const auto old = request.plane.service(service->spec.key);
  if (!old) return old.error();
  service->spec.flags |= old->spec.flags & ~service->flag_mask;
  return request.plane.edit_service(service->spec);
}

Status delete_service(const Request& request) {
  const auto key = decode_service_key(request.attributes);
  return key ? request.plane.delete_service(*key) : key.error();
}

void put_service(const Request& request, std::uint16_t flags, const ServiceInfo& info) {
  encode_service_info(request.reply.begin(request.message, flags, IPVS_CMD_NEW_SERVICE), info);
  request.reply.finish();
}

Status get_service(const Request& request) {
  const auto info = existing_service(request);
  if (!info) return info.error();
  put_service(request, 0, *info);
  return {};
}

Status dump_services(const Request& request) {
  for (const ServiceInfo& info : request.plane.services()) put_service(request, NLM_F_MULTI, info);
  return {};
}

Result<DestRequest> dest_of(const Request& request, Family service_family, Detail detail) {
  auto dest = decode_dest(request.attributes, service_family, detail);
  if (!dest || detail == Detail::KeyOnly) return dest;
  if (dest->spec.key.address.family != service_family && dest->spec.method != ForwardMethod::Tun) {
    return Error{EINVAL, "only a tunnelled dest may have another address family than its service"};
  }
  return dest;
}

Status new_dest(const Request& request) {
  const auto service = existing_service(request);
  if (!service) return service.error();
  const auto dest = dest_of(request, service->spec.key.family, Detail::Full);
  return dest ? request.plane.add_dest(service->spec.key, dest->spec) : dest.error();
}

Status set_dest(const Request& request) {
  const auto service = existing_service(request);
  if (!service) return service.error();
  const auto dest = dest_of(request, service->spec.key.family, Detail::Full);
  return dest ? request.plane.edit_dest(service->spec.key, dest->spec) : dest.error();
}

Status delete_dest(const Request& request) {
  const auto service = existing_service(request);
  if (!service) return service.error();
  const auto dest = dest_of(request, service->spec.key.family, Detail::KeyOnly);
  return dest ? request.plane.delete_dest(service->spec.key, dest->spec.key) : dest.error();
}

// As the kernel: an unknown or unreadable service has no dests.
Status dump_dests(const Request& request) {
  const auto key = decode_service_key(request.attributes);
  if (!key) return {};
  const auto dests = request.plane.dests(*key);
  if (!dests) return {};
  for (const DestInfo& info : *dests) {
    encode_dest_info(request.reply.begin(request.message, NLM_F_MULTI, IPVS_CMD_NEW_DEST), info);
    request.reply.finish();
  }
  return {};
}

Result<SyncDaemon> daemon_of(const Request& request) {
  const auto daemon = decode_daemon(request.attributes);
  if (!daemon) return daemon.error();
  if (request.sync == nullptr) return Error{EOPNOTSUPP, "this director has no sync daemon"};
  if (daemon->state == DaemonState::None) {
    return Error{EINVAL, "a sync daemon is master or backup"};
  }
  return SyncDaemon{static_cast<SyncDaemon::Role>(daemon->state),
                    daemon->interface,
                    daemon->sync_id,
                    daemon->max_length,
                    daemon->group,
                    daemon->port,
                    daemon->ttl};
}

Status new_daemon(const Request& request) {
  const auto daemon = daemon_of(request);
  return daemon ? request.sync->start_daemon(*daemon) : daemon.error();
}

Status delete_daemon(const Request& request) {
  const auto daemon = daemon_of(request);
  return daemon ? request.sync->stop_daemon(daemon->role) : daemon.error();
}

Status dump_daemons(const Request& request) {
  if (request.sync == nullptr) return {};
  for (const SyncDaemon& daemon : request.sync->daemons()) {
    encode_daemon(request.reply.begin(request.message, NLM_F_MULTI, IPVS_CMD_NEW_DAEMON),
                  {static_cast<DaemonState>(daemon.role), daemon.interface, daemon.sync_id,
                   daemon.max_length, daemon.group, daemon.port, daemon.ttl});
    request.reply.finish();
  }
  return {};
}

Status set_config(const Request& request) {
  const Timeouts timeouts = decode_timeouts(request.attributes);
  if (std::max({timeouts.tcp, timeouts.tcp_fin, timeouts.udp}) > kMaxTimeout_s) {
    return Error{EINVAL, "a timeout is at most " + std::to_string(kMaxTimeout_s) + " seconds"};
  }
  return request.plane.set_timeouts(timeouts);
}

Status get_config(const Request& request) {
  encode_timeouts(request.reply.begin(request.message, 0, IPVS_CMD_SET_CONFIG),
                  request.plane.timeouts());
  request.reply.finish();
  return {};
}

Status get_info(const Request& request) {
  NetlinkWriter& writer = request.reply.begin(request.message, 0, IPVS_CMD_SET_INFO);
  writer.put_u32(IPVS_INFO_ATTR_VERSION, kIpvsVersionCode);
  writer.put_u32(IPVS_INFO_ATTR_CONN_TAB_SIZE, request.plane.info().conn_table_size);
  request.reply.finish();
  return {};
}

Status zero(const Request& request) {
  if (!request.attributes.has(IPVS_CMD_ATTR_SERVICE)) return request.plane.zero(nullptr);
  const auto info = existing_service(request);
  return info ? request.plane.zero(&info->spec.key) : info.error();
}

Status flush(const Request& request) { return request.plane.flush(); }

struct Command {
  std::uint8_t number;
  Privilege privilege;
  Handler run;   // nullptr: only as a dump
  Handler dump;  // nullptr: never as a dump
};

constexpr Command kCommands[] = {
    {IPVS_CMD_NEW_SERVICE, Privilege::Change, new_service, nullptr},
    {IPVS_CMD_SET_SERVICE, Privilege::Change, set_service, nullptr},
    {IPVS_CMD_DEL_SERVICE, Privilege::Change, delete_service, nullptr},
    {IPVS_CMD_GET_SERVICE, Privilege::Read, get_service, dump_services},
    {IPVS_CMD_NEW_DEST, Privilege::Change, new_dest, nullptr},
    {IPVS_CMD_SET_DEST, Privilege::Change, set_dest, nullptr},
    {IPVS_CMD_DEL_DEST, Privilege::Change, delete_dest, nullptr},
    {IPVS_CMD_GET_DEST, Privilege::Read, nullptr, dump_dests},
    {IPVS_CMD_NEW_DAEMON, Privilege::Change, new_daemon, nullptr},
    {IPVS_CMD_DEL_DAEMON, Privilege::Change, delete_daemon, nullptr},
    {IPVS_CMD_GET_DAEMON, Privilege::Read, nullptr, dump_daemons},
    {IPVS_CMD_SET_CONFIG, Privilege::Change, set_config, nullptr},
    {IPVS_CMD_GET_CONFIG, Privilege::Read, get_config, nullptr},
    {IPVS_CMD_GET_INFO, Privilege::Read, get_info, nullptr},
    {IPVS_CMD_ZERO, Privilege::Change, zero, nullptr},
    {IPVS_CMD_FLUSH, Privilege::Change, flush, nullptr},
};

bool is_dump(const Message& message) { return (message.header.flags & NLM_F_DUMP) == NLM_F_DUMP; }

// Sends what the handler's status calls for behind the answer it may have put.
void conclude(const Message& message, const Status& status, NetlinkReply& reply) {
  if (!status) {
    reply.fail(message, status.error());
  } else if (is_dump(message)) {
    reply.done(message);
  } else if ((message.header.flags & NLM_F_ACK) != 0) {
    reply.acknowledge(message);
  }
}

// The order of checks is that of the kernel's genl_family_rcv_msg.
Status run_ipvs(const Message& message, Privilege privilege, DataPlane& plane, SyncControl* sync,
                NetlinkReply& reply) {
  const auto generic = parse_generic(message.payload);
  if (!generic) return Error{EINVAL, "the message ends before its command"};
  const auto command = std::ranges::find(kCommands, generic->command, &Command::number);
  if (command == std::end(kCommands)) {
    return Error{EOPNOTSUPP, "IPVS has no command " + std::to_string(generic->command)};
  }
  const Handler handler = is_dump(message) ? command->dump : command->run;
  if (handler == nullptr) return Error{EOPNOTSUPP, "the command does not exist in this form"};
  if (command->privilege == Privilege::Change && privilege != Privilege::Change) {
    return Error{EPERM, "only root may change the tables"};
  }
  const auto attributes = parse_command(generic->attributes);
  if (!attributes) return Error{ERANGE, "an attribute is shorter than its type"};
  return handler({message, *attributes, plane, sync, reply});
}

void put_family(const Message& message, std::uint16_t flags, NetlinkReply& reply) {
  NetlinkWriter& writer = reply.begin(message, flags, CTRL_CMD_NEWFAMILY, kControlVersion);
  writer.put_text(CTRL_ATTR_FAMILY_NAME, IPVS_GENL_NAME);
  writer.put_u16(CTRL_ATTR_FAMILY_ID, kIpvsFamilyId);
  writer.put_u32(CTRL_ATTR_VERSION, IPVS_GENL_VERSION);
  writer.put_u32(CTRL_ATTR_HDRSIZE, 0);
  writer.put_u32(CTRL_ATTR_MAXATTR, IPVS_CMD_ATTR_MAX);
  reply.finish();
}

// The generic-netlink controller: names of families to ids.
Status run_control(const Message& message, NetlinkReply& reply) {
  const auto generic = parse_generic(message.payload);
  if (!generic) return Error{EINVAL, "the message ends before its command"};
  if (generic->command != CTRL_CMD_GETFAMILY) {
    return Error{EOPNOTSUPP, "the controller only answers GETFAMILY"};
  }
  if (is_dump(message)) {
    put_family(message, NLM_F_MULTI, reply);
    return {};
  }
  const auto attributes = Attributes::parse(generic->attributes, kFamilyRules);
  if (!attributes) return Error{ERANGE, "an attribute is shorter than its type"};
  const auto id = attributes->u16(CTRL_ATTR_FAMILY_ID);
  const auto name = attributes->text(CTRL_ATTR_FAMILY_NAME);
  if (!id && !name) return Error{EINVAL, "GETFAMILY needs a family's name or id"};
  const bool is_ipvs = (!id || *id == kIpvsFamilyId) && (!name || *name == IPVS_GENL_NAME);
  if (!is_ipvs) return Error{ENOENT, "the only family here is IPVS"};
  put_family(message, 0, reply);
  return {};
}

Status run(const Message& message, Privilege privilege, DataPlane& plane, SyncControl* sync,
           NetlinkReply& reply) {
  if ((message.header.flags & NLM_F_REQUEST) == 0 || message.header.type < NLMSG_MIN_TYPE) {
    return Error{EINVAL, "the message is not a request"};
  }
  if (message.header.type == kIpvsFamilyId) return run_ipvs(message, privilege, plane, sync, reply);
  if (message.header.type == GENL_ID_CTRL) return run_control(message, reply);
  return Error{ENOENT, "no family has the number " + std::to_string(message.header.type)};
}

}  // namespace

std::vector<Datagram> handle_netlink(Bytes datagram, Privilege privilege, DataPlane& plane,
                                     SyncControl* sync) {
  NetlinkReply reply;
  do {
    const auto message = take_message(datagram);
    if (!message) {
      reply.fail_unreadable();
      break;
    }
    conclude(*message, run(*message, privilege, plane, sync, reply), reply);
  } while (!datagram.empty());
  return reply.take();
}

}  // namespace nicvs::rpc
