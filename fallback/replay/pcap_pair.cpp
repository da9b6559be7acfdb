// SPDX-License-Identifier: Apache-2.0
#include "fallback/replay/pcap_pair.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>

#include "fallback/replay/pcap_files.hpp"
#include "fallback/replay/player.hpp"
#include "fallback/replay/words.hpp"

namespace nicvs::replay {
namespace {

// Setting up the network causes no frames, and a network file has no expectations.
class SilentReport : public Report {
 public:
  void event(const Event&) override {}
  Status expect(const Expectation&, const Director&) override {
    return Error{EINVAL, "expected only lines about the network"};
  }
  void end() override {}
};

Status load_net(const std::string& path, Director& director) {
  std::ifstream file(path);
  if (!file) return Error{errno, path + ": " + std::strerror(errno)};
  constexpr std::array<std::string_view, 6> kAllowed = {"port",  "addr", "arp",
                                                        "route", "set",  "mark"};
  const auto lines = read_scenario(file);
  for (const ScenarioLine& line : lines) {
    if (std::find(kAllowed.begin(), kAllowed.end(), line.command) != kAllowed.end()) continue;
    return Error{EINVAL, path + ":" + std::to_string(line.number) + ": '" + line.command +
                             "': expected port, addr, arp, route, set or mark"};
  }
  SilentReport silent;
  if (Status played = Player(director, silent).play(lines, path); !played) return played;
  if (director.port_names().empty()) return Error{EINVAL, path + ": expected a port"};
  return {};
}

Status load_rules(const std::string& path, Director& director) {
  std::ifstream file(path);
  if (!file) return Error{errno, path + ": " + std::strerror(errno)};
  std::string line;
  for (unsigned number = 1; std::getline(file, line); ++number) {
    if (content_of(line).empty()) continue;
    const CommandResult result = director.ipvs(line);
    if (result.code == 0) continue;
    return Error{EINVAL, path + ":" + std::to_string(number) + ": " + result.text};
  }
  return {};
}

struct Arrival {
  TimedFrame timed;
  std::string port;
};

// The port with the frame's destination MAC, else the side's own.
std::string port_of(const Bytes& frame, const Director& director, const std::string& otherwise) {
  for (const std::string& name : director.port_names()) {
    const Mac& mac = director.port(name)->mac;
    if (frame.size() >= 6 && std::equal(mac.byte.begin(), mac.byte.end(), frame.begin())) {
      return name;
    }
  }
  return otherwise;
}

Status add_arrivals(const std::string& path, const Director& director, const std::string& port,
                    std::vector<Arrival>& arrivals) {
  auto frames = read_pcap(path);
  if (!frames) return frames.error();
  for (TimedFrame& timed : *frames) {
    std::string on = port_of(timed.frame, director, port);
    arrivals.push_back({std::move(timed), std::move(on)});
  }
  return {};
}

std::string stamp(soft::Time time) {
  std::array<char, 40> text{};
  std::snprintf(text.data(), text.size(), "%.6f", std::chrono::duration<double>(time).count());
  return text.data();
}

Status play(const std::vector<Arrival>& arrivals, const std::string& out_path, Director& director,
            std::ostream& out) {
  PcapDirectory directory(out_path);
  const soft::Time start = arrivals.empty() ? soft::Time{0} : arrivals.front().timed.time;
  for (const Arrival& arrival : arrivals) {
    const soft::Time time = arrival.timed.time - start;
    director.advance_to(time);
    out << stamp(time) << " " << arrival.port << " < " << to_text(to_layers(arrival.timed.frame))
        << "\n";
    const auto left = director.receive(arrival.port, arrival.timed.frame);
    if (!left) return left.error();
    for (const OutFrame& frame : *left) {
      out << "    " << frame.port << " > " << to_text(to_layers(frame.frame)) << "\n";
      if (Status wrote = directory.write(frame.port, arrival.timed.time, frame.frame); !wrote) {
        return wrote;
      }
    }
    if (left->empty()) out << "    dropped\n";
  }
  return {};
}

void print_tables(Director& director, std::ostream& out) {
  out << "\n" << director.ipvs("-L -n").text << "\nIPVS connection entries\n" << director.conns();
  out << "\n" << director.ipvs("-L -n --stats --exact").text << "\nFrames by reason\n";
  for (const ReasonCount& count : director.plane().reason_counts()) {
    if (count.frames != 0) out << dp::text_of(count.reason).word << " " << count.frames << "\n";
  }
}

}  // namespace

Status play_pcaps(const PcapPair& pair, Director& director, std::ostream& out) {
  if (Status loaded = load_net(pair.net, director); !loaded) return loaded;
  if (Status loaded = load_rules(pair.rules, director); !loaded) return loaded;
  std::vector<Arrival> arrivals;
  const auto& ports = director.port_names();
  if (Status read = add_arrivals(pair.client, director, ports.front(), arrivals); !read)
    return read;
  if (!pair.server.empty()) {
    Status read = add_arrivals(pair.server, director, ports.back(), arrivals);
    if (!read) return read;
  }
  std::stable_sort(arrivals.begin(), arrivals.end(),
                   [](const Arrival& a, const Arrival& b) { return a.timed.time < b.timed.time; });
  if (Status played = play(arrivals, pair.out, director, out); !played) return played;
  print_tables(director, out);
  return {};
}

}  // namespace nicvs::replay
