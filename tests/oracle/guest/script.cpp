// SPDX-License-Identifier: Apache-2.0
#include "tests/oracle/guest/script.hpp"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "tests/oracle/guest/ports.hpp"
#include "tests/oracle/guest/process.hpp"
#include "tests/oracle/guest/rtnetlink.hpp"
#include "tests/oracle/guest/scenario_clock.hpp"

namespace nicvs::oracle {
namespace {

using Json = nlohmann::ordered_json;
using Words = std::vector<std::string>;

std::string hex_of(const Frame& frame) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (const std::uint8_t byte : frame) {
    text += kDigits[byte >> 4];
    text += kDigits[byte & 15];
  }
  return text;
}

Frame frame_of(const std::string& hex) {
  Frame frame;
  for (std::size_t at = 0; at + 1 < hex.size(); at += 2)
    frame.push_back(
        static_cast<std::uint8_t>(std::strtoul(hex.substr(at, 2).c_str(), nullptr, 16)));
  return frame;
}

// The rule that gives arriving frames a mark, unless an earlier rule has given one.
Words mark_command(const Words& words) {
  const bool six = words[2].find(':') != std::string::npos;
  Words command = {six ? "/usr/sbin/ip6tables-legacy" : "/usr/sbin/iptables-legacy",
                   "-t",
                   "mangle",
                   "-A",
                   "PREROUTING",
                   "-d",
                   words[2]};
  if (words[1] != "any") command.insert(command.end(), {"-p", words[1]});
  if (words[3] != "*") {
    std::string ports = words[3];
    std::replace(ports.begin(), ports.end(), '-', ':');
    command.insert(command.end(), {"--dport", ports});
  }
  command.insert(command.end(),
                 {"-m", "mark", "--mark", "0", "-j", "MARK", "--set-mark", words[4]});
  return command;
}

// What an administrator of fwmark services sets up: a marked frame is for the director itself,
// whatever its destination is.
std::vector<Words> marks_are_local(const Words& words) {
  const std::string family = words[2].find(':') != std::string::npos ? "-6" : "-4";
  return {{"/usr/sbin/ip", family, "rule", "add", "fwmark", words[4], "lookup", "100"},
          {"/usr/sbin/ip", family, "route", "replace", "local", "default", "dev", "lo", "table",
           "100"}};
}

class Player {
 public:
  // The answer to one command line.
  Json play(const Words& words) {
    const std::string& name = words[0];
    if (name == "ipvs") return ipvsadm({words.begin() + 1, words.end()});
    if (name == "conns") return ipvsadm({"-L", "-n", "-c"});
    if (name == "list") {
      Words arguments = {"-L", "-n"};
      arguments.insert(arguments.end(), words.begin() + 1, words.end());
      return ipvsadm(arguments);
    }
    if (name == "tx" && words.size() == 3) return receive(words[1], words[2]);
    if (name == "adv" && words.size() == 2) return advance_to(clock_.now() + std::stod(words[1]));
    if (name == "at" && words.size() == 2) return advance_to(std::stod(words[1]));
    return fault_of(configure(words));
  }

 private:
  static Json fault_of(const std::string& text) {
    return text.empty() ? Json::object() : Json{{"fault", text}};
  }

  std::string configure(const Words& words) {
    const std::string& name = words[0];
    if (name == "port" && words.size() == 4)
      return ports_.add(words[1], words[2], std::stoi(words[3]));
    if (name == "addr" && words.size() == 3) return add_address(words[1], words[2]);
    if (name == "arp" && words.size() == 4) return add_neighbour(words[1], words[2], words[3]);
    if (name == "route" && words.size() == 3) return add_route(words[1], words[2]);
    if (name == "set" && words.size() >= 3) return set(words);
    if (name == "mark" && words.size() == 5) return mark(words);
    if (name == "start") {
      clock_.start();
      ports_.take_sent();
      return {};
    }
    return "the guest does not know this command";
  }

  std::string mark(const Words& words) {
    std::vector<Words> commands = {mark_command(words)};
    std::vector<Words> routes = marks_are_local(words);
    if (local_marks_.insert(routes[0]).second) {
      commands.insert(commands.end(), routes.begin(), routes.end());
    }
    for (const Words& command : commands) {
      const Ended ended = run(command);
      if (ended.status != 0) return ended.text;
    }
    return {};
  }

  static std::string set(const Words& words) {
    std::ofstream file("/proc/sys/net/ipv4/" + words[1]);
    for (std::size_t i = 2; i < words.size(); ++i) file << words[i] << ' ';
    file.close();
    return file ? std::string() : "the kernel refuses this setting";
  }

  static Json ipvsadm(const Words& arguments) {
    Words command = {"/usr/sbin/ipvsadm"};
    command.insert(command.end(), arguments.begin(), arguments.end());
    const Ended ended = run(command);
    return {{"rc", ended.status}, {"text", ended.text}};
  }

  static void append(Json& list, const std::vector<SentFrame>& sent) {
    for (const SentFrame& frame : sent)
      list.push_back({{"port", frame.port}, {"frame", hex_of(frame.bytes)}});
  }

  Json receive(const std::string& port, const std::string& hex) {
    append(unasked_, ports_.take_sent());
    Json answer;
    if (!ports_.receive(port, frame_of(hex))) answer["fault"] = "the port does not take this frame";
    answer["out"] = Json::array();
    append(answer["out"], ports_.take_sent());
    return answer;
  }

  Json advance_to(double seconds) {
    clock_.advance_to(seconds);
    append(unasked_, ports_.take_sent());
    return {{"out", std::exchange(unasked_, Json::array())}};
  }

  Ports ports_;
  ScenarioClock clock_;
  std::set<Words> local_marks_;   // by the rule that makes them local
  Json unasked_ = Json::array();  // frames that no arriving frame caused
};

}  // namespace

void play(const std::filesystem::path& script, const std::filesystem::path& results) {
  std::ifstream in(script);
  std::ofstream out(results);
  Player player;
  std::string line;
  for (int number = 1; std::getline(in, line); ++number) {
    std::istringstream words_in(line);
    const Words words{std::istream_iterator<std::string>(words_in), {}};
    if (words.empty()) continue;
    Json answer = {{"line", number}};
    answer.update(player.play(words));
    out << answer.dump(-1, ' ', false, Json::error_handler_t::replace) << '\n';
  }
  out << R"({"end":true})" << '\n';
}

}  // namespace nicvs::oracle
