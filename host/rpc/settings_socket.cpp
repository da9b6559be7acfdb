// SPDX-License-Identifier: Apache-2.0
#include "host/rpc/settings_socket.hpp"

#include <cerrno>
#include <memory>
#include <string>
#include <utility>

namespace nicvs::rpc {
namespace {

Result<std::string> value_of(const DataPlane& plane, const std::string& name) {
  for (const auto& [known, value] : plane.settings()) {
    if (known == name) return value;
  }
  return Error{ENOENT, "there is no setting named \"" + name + "\""};
}

class SettingsConversation : public Conversation {
 public:
  SettingsConversation(Privilege privilege, DataPlane& plane)
      : privilege_(privilege), plane_(plane) {}

  Turn hear(Bytes received) override {
    const std::string text(received.begin(), received.end());
    const bool is_name = name_.empty();
    const auto value = is_name ? name_it(text) : set(text);
    const std::string answer =
        value ? "ok " + *value : std::to_string(value.error().code) + " " + value.error().text;
    return {.replies = {Datagram(answer.begin(), answer.end())},
            .next = is_name && !value ? Turn::Next::Close : Turn::Next::Listen};
  }

 private:
  Result<std::string> name_it(const std::string& name) {
    name_ = name;
    return value_of(plane_, name_);
  }

  Result<std::string> set(const std::string& value) {
    if (privilege_ != Privilege::Change) return Error{EACCES, "only root may change anything"};
    if (const Status status = plane_.set_setting(name_, value); !status) return status.error();
    return value_of(plane_, name_);
  }

  Privilege privilege_;
  DataPlane& plane_;
  std::string name_;
};

}  // namespace

UnixServer make_settings_server(asio::io_context& io, UniqueFd listener, DataPlane& plane) {
  return UnixServer(io, std::move(listener), [&plane](Privilege privilege) {
    return std::make_unique<SettingsConversation>(privilege, plane);
  });
}

}  // namespace nicvs::rpc
