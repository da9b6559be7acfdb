// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "fallback/replay/pcap_pair.hpp"
#include "fallback/replay/pcap_report.hpp"
#include "tests/support/frames.hpp"
#include "tests/unit/replay/echo_plane.hpp"

using namespace nicvs;
using namespace nicvs::replay;
using namespace std::chrono_literals;
using nicvs::test::frame;

namespace {

// A directory that goes away with the test.
class Folder {
 public:
  Folder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "nicvs-XXXXXX").string();
    path_ = mkdtemp(pattern.data());
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  std::string file(const std::string& name) const { return path_ + "/" + name; }
  std::string write(const std::string& name, std::string_view text) const {
    std::ofstream(file(name)) << text;
    return file(name);
  }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

constexpr std::string_view kNet = R"(port cli 02:00:00:00:00:01
port srv 02:00:00:00:00:02
addr cli 192.0.2.254/24
)";

}  // namespace

TEST_CASE("frames come back from a pcap file with their times", "[replay][pcap]") {
  const Folder folder;
  const Bytes first = frame("ip 192.0.2.1 > 10.0.0.1 / udp 1 > 2");
  const Bytes second = {1, 2, 3};
  PcapDirectory directory(folder.path() + "/new");
  REQUIRE(directory.write("cli", 1700000000s + 5ns, first));
  REQUIRE(directory.write("cli", 1700000001s, second));
  directory = PcapDirectory("");
  const auto frames = read_pcap(folder.path() + "/new/cli.pcap");
  REQUIRE(frames);
  REQUIRE(frames->size() == 2);
  CHECK((*frames)[0].time == 1700000000s + 5ns);
  CHECK((*frames)[0].frame == first);
  CHECK((*frames)[1].frame == second);
}

TEST_CASE("files that are no captures are refused by name", "[replay][pcap]") {
  const Folder folder;
  CHECK(read_pcap(folder.file("absent")).error().text.starts_with(folder.file("absent") + ": "));
  const std::string text = folder.write("text", "this is no capture, but long enough to be one");
  CHECK(read_pcap(text).error().text.starts_with(text + ": "));
}

TEST_CASE("two captures are merged by time and played", "[replay][pcap]") {
  const Folder folder;
  {
    PcapDirectory in(folder.path());
    REQUIRE(in.write("client", 100s, frame("ip 192.0.2.1 > 10.0.0.1 / udp 1 > 2")));
    REQUIRE(in.write("client", 102s, frame("ip 192.0.2.1 > 10.0.0.255 / udp 1 > 2")));
    REQUIRE(in.write("server", 101s, frame("eth * > 02:00:00:00:00:01 / ip 1.1.1.1 > 2.2.2.1")));
    REQUIRE(in.write("server", 101s, frame("eth * > 02:00:00:00:00:99 / ip 1.1.1.1 > 2.2.2.1")));
  }
  auto plane = std::make_unique<test::EchoPlane>();
  const test::EchoPlane& engine = *plane;
  Director director(std::move(plane));
  std::ostringstream out;
  const Status played = play_pcaps(
      {folder.write("rules", "# saved\n-A -t 10.0.0.1:80 -s rr\n"), folder.write("net", kNet),
       folder.file("client.pcap"), folder.file("server.pcap"), folder.file("out")},
      director, out);
  REQUIRE(played);
  CHECK(engine.advanced == 2s);
  const std::string text = out.str();
  CHECK(text.find("0.000000 cli < eth ") == 0);
  CHECK(text.find("\n    srv > eth ") != text.npos);
  CHECK(text.find("\n1.000000 cli < ") != text.npos);
  CHECK(text.find("\n1.000000 srv < ") != text.npos);
  CHECK(text.find("\n2.000000 cli < ") != text.npos);
  CHECK(text.find("\n    dropped\n") != text.npos);
  CHECK(text.find("SYN_RECV    192.0.2.1:40000") != text.npos);
  CHECK(text.find("\nnone 1\n") != text.npos);
  director.advance_to(3s);
  const auto left = read_pcap(folder.file("out/srv.pcap"));
  REQUIRE(left);
  CHECK(left->size() == 2);
  CHECK(left->front().time == 100s);
}

TEST_CASE("wrong files of a capture run are named with their line", "[replay][pcap]") {
  const Folder folder;
  const auto error = [&](std::string_view net, std::string_view rules) {
    Director director(std::make_unique<test::EchoPlane>());
    std::ostringstream out;
    const Status played = play_pcaps({folder.write("rules", rules), folder.write("net", net),
                                      folder.file("absent"), "", folder.file("out")},
                                     director, out);
    REQUIRE_FALSE(played);
    return played.error().text.substr(folder.path().size() + 1);
  };
  CHECK(error("adv 1\n", "") == "net:1: 'adv': expected port, addr, arp, route, set or mark");
  CHECK(error("\nport cli 02\n", "") == "net:2: '02': expected a MAC address");
  CHECK(error("", "") == "net: expected a port");
  CHECK(error(kNet, "\n-A -t x\n").starts_with("rules:2: illegal virtual server address"));
  CHECK(error(kNet, "").starts_with("absent: "));
}
