// SPDX-License-Identifier: Apache-2.0
// Ethernet frames in pcap files, with timestamps in nanoseconds.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "fallback/frame.hpp"
#include "fallback/replay/frame_layers.hpp"

struct pcap;
struct pcap_dumper;

namespace nicvs::replay {

struct TimedFrame {
  soft::Time time{0};  // since the epoch, or since any other start
  Bytes frame;
};

// All frames of a file. Errors: it cannot be opened, is damaged or is not Ethernet.
Result<std::vector<TimedFrame>> read_pcap(const std::string& path);

// One file for each port, DIR/PORT.pcap, opened at the port's first frame.
class PcapDirectory {
 public:
  explicit PcapDirectory(std::string path) : path_(std::move(path)) {}

  // Times must not be negative. An error names the file.
  Status write(const std::string& port, soft::Time time, const Bytes& frame);

 private:
  struct Close {
    void operator()(pcap* handle) const;
    void operator()(pcap_dumper* file) const;
  };
  struct File {
    std::unique_ptr<pcap, Close> handle;
    std::unique_ptr<pcap_dumper, Close> dumper;
  };

  std::string path_;
  std::map<std::string, File> files_;
};

}  // namespace nicvs::replay
