// SPDX-License-Identifier: Apache-2.0
#include "host/ipvs/error_text.hpp"

#include <array>
#include <cerrno>
#include <cstring>

namespace nicvs::ipvs {
namespace {

struct Row {
  Verb verb;
  int code;
  const char* text;
};

constexpr const char* kNoService = "No such service";
constexpr const char* kNoScheduler = "Scheduler or persistence engine not found";
constexpr const char* kNoSyncDaemon = "This director has no sync daemon";

constexpr std::array kByVerb = {
    Row{Verb::AddService, EEXIST, "Service already exists"},
    Row{Verb::AddService, ENOENT, kNoScheduler},
    Row{Verb::EditService, ESRCH, kNoService},
    Row{Verb::EditService, ENOENT, kNoScheduler},
    Row{Verb::DeleteService, ESRCH, kNoService},
    Row{Verb::Zero, ESRCH, kNoService},
    Row{Verb::List, ESRCH, kNoService},
    Row{Verb::AddServer, ESRCH, "Service not defined"},
    Row{Verb::AddServer, EEXIST, "Destination already exists"},
    Row{Verb::EditServer, ESRCH, "Service not defined"},
    Row{Verb::EditServer, ENOENT, "No such destination"},
    Row{Verb::DeleteServer, ESRCH, "Service not defined"},
    Row{Verb::DeleteServer, ENOENT, "No such destination"},
    Row{Verb::StartDaemon, EEXIST, "Daemon has already run"},
    Row{Verb::StopDaemon, ESRCH, "No daemon is running"},
    // Not among ipvsadm's: the kernel always has the daemon.
    Row{Verb::StartDaemon, EOPNOTSUPP, kNoSyncDaemon},
    Row{Verb::StopDaemon, EOPNOTSUPP, kNoSyncDaemon},
};

struct AnyVerbRow {
  int code;
  const char* text;
};

constexpr std::array kByCode = {
    AnyVerbRow{EPERM, "Permission denied (you must be root)"},
    AnyVerbRow{EINVAL,
               "Invalid operation.  Possibly wrong module version, address not unicast, ..."},
    AnyVerbRow{ENOPROTOOPT, "Protocol not available"},
    AnyVerbRow{ENOMEM, "Memory allocation problem"},
    AnyVerbRow{EOPNOTSUPP, "Operation not supported with IPv6"},
    AnyVerbRow{EAFNOSUPPORT, "Operation not supported with specified address family"},
    AnyVerbRow{EMSGSIZE, "Module is wrong version"},
};

}  // namespace

std::string error_text(Verb verb, int code) {
  for (const Row& row : kByVerb) {
    if (row.verb == verb && row.code == code) return row.text;
  }
  for (const AnyVerbRow& row : kByCode) {
    if (row.code == code) return row.text;
  }
  return std::strerror(code);
}

}  // namespace nicvs::ipvs
