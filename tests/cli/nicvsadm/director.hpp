// SPDX-License-Identifier: Apache-2.0
// nicvsd's sockets in a folder of their own, served by a thread.
#pragma once

#include <asio/io_context.hpp>
#include <filesystem>
#include <string>
#include <thread>

#include "host/rpc/control_socket.hpp"
#include "host/rpc/settings_socket.hpp"
#include "host/rpc/status_api.hpp"
#include "tests/unit/ipvs/memory_plane.hpp"

namespace nicvs::test {

class DirectorSockets {
 public:
  // Touch the plane only while no client asks.
  explicit DirectorSockets(DataPlane& plane)
      : run_dir_(make_run_dir()),
        api_(plane, {[] { return rpc::StatusReport{.version = "9.9"}; },
                     [](dp::Reason) { return std::uint64_t{0}; }}),
        control_(rpc::make_control_server(io_, listener("control.sock", SOCK_SEQPACKET), plane)),
        status_(rpc::make_status_server(io_, listener("status.sock", SOCK_STREAM), api_)),
        settings_(
            rpc::make_settings_server(io_, listener("settings.sock", SOCK_SEQPACKET), plane)) {
    control_.start();
    status_.start();
    settings_.start();
    thread_ = std::thread([this] { io_.run(); });
  }

  ~DirectorSockets() {
    io_.stop();
    thread_.join();
    std::filesystem::remove_all(run_dir_);
  }

  const std::string& run_dir() const { return run_dir_; }

 private:
  static std::string make_run_dir() {
    std::string path = (std::filesystem::temp_directory_path() / "nicvsadm-XXXXXX").string();
    if (mkdtemp(path.data()) == nullptr) throw std::runtime_error("no folder for sockets");
    return path;
  }

  rpc::UniqueFd listener(const std::string& name, int type) const {
    auto fd = rpc::listen_unix(run_dir_ + "/" + name, type);
    if (!fd) throw std::runtime_error(fd.error().text);
    return std::move(*fd);
  }

  std::string run_dir_;
  asio::io_context io_;
  rpc::StatusApi api_;
  rpc::UnixServer control_;
  rpc::UnixServer status_;
  rpc::UnixServer settings_;
  std::thread thread_;
};

// With a plane of its own.
class Director {
 public:
  std::string run_dir() const { return sockets_.run_dir(); }

  MemoryPlane plane;

 private:
  DirectorSockets sockets_{plane};
};

}  // namespace nicvs::test
