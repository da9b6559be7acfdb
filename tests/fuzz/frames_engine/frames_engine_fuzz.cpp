// SPDX-License-Identifier: Apache-2.0
// Any sequence of frames, clock steps and rule edits into an engine with services of every kind.
//
// The input is a list of steps; a step's first byte says what it is, see Play::step(). Checked:
// every frame is counted once and has the verdict of its reason, what leaves is well-formed, no
// buffer is lost, and in the end no conn, template or count remains.
#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <iostream>

#include "fallback/edit/frame_window.hpp"
#include "nicvs/dp/parse.hpp"
#include "tests/engines/engine/lab.hpp"

namespace nicvs::test {
namespace {

void must(bool holds, const char* sentence) {
  if (holds) return;
  std::cerr << "broken: " << sentence << '\n';
  std::abort();
}

class Input {
 public:
  Input(const std::uint8_t* data, std::size_t size) : left_(data, size) {}
  bool is_empty() const { return left_.empty(); }
  std::uint8_t byte() {
    if (left_.empty()) return 0;
    const std::uint8_t value = left_.front();
    left_ = left_.subspan(1);
    return value;
  }
  std::span<const std::uint8_t> bytes(std::size_t count) {
    const auto taken = left_.first(std::min(count, left_.size()));
    left_ = left_.subspan(taken.size());
    return taken;
  }

 private:
  std::span<const std::uint8_t> left_;
};

// Counts the buffers that the engine holds.
class CountedMemory : public soft::FrameAllocator {
 public:
  bool allocate(soft::Frame& frame) override {
    ++held;
    return memory_.allocate(frame);
  }
  void release(std::span<const soft::Frame> frames) override { held -= frames.size(); }
  soft::Frame copy_of(std::span<const std::uint8_t> bytes, PortId port) {
    return memory_.copy_of(bytes, port);
  }
  std::size_t held = 0;

 private:
  replay::FrameMemory memory_;
};

// Frames to begin with; steps change their bytes.
constexpr auto kKnownFrames = std::to_array<const char*>(
    {"ip 192.0.2.1 > 10.0.0.1 / tcp 1000 > 80 S",
     "ip 192.0.2.1 > 10.0.0.1 / tcp 1000 > 80 A",
     "ip 192.0.2.1 > 10.0.0.1 / tcp 1000 > 80 FA",
     "ip 192.0.2.1 > 10.0.0.1 / tcp 1000 > 80 R",
     "ip 192.168.1.1 > 192.0.2.1 / tcp 8080 > 1000 SA",
     "ip 192.168.1.2 > 192.0.2.1 / tcp 8080 > 1000 FA",
     "ip 192.0.2.1 > 10.0.0.2 / tcp 1000 > 80 S",
     "ip 192.0.2.1 > 10.0.0.2 / udp 1000 > 53",
     "ip 192.0.2.1 > 10.0.0.3 / udp 1000 > 53 csum 0 / data abc",
     "ip 192.0.2.1 > 10.0.0.4 / tcp 1000 > 443 S / bytes 1440",
     "ip 192.0.2.1 > 10.0.0.4 df / tcp 1000 > 443 S / bytes 1460",
     "ip 192.0.2.1 > 10.0.0.1 / sctp 1000 > 80 / chunk INIT",
     "ip 192.0.2.1 > 10.0.0.1 ttl 1 / tcp 1001 > 80 S",
     "ip 192.168.1.1 > 192.0.2.1 / icmp 3/4 mtu 900 / ip 192.0.2.1 > 192.168.1.1 / "
     "tcp 1000 > 8080",
     "ip 198.51.100.1 > 10.0.0.1 / icmp 11/0 / ip 10.0.0.1 > 192.0.2.1 / tcp 80 > 1000",
     "ip 192.168.1.9 > 192.168.1.254 / icmp 3/4 mtu 900 / ip 192.168.1.254 > 192.168.1.6 df / "
     "ip 192.0.2.1 > 10.0.0.4 df / tcp 1000 > 443",
     "ip 192.168.1.9 > 192.168.1.254 / icmp 3/4 mtu 900 / ip 192.168.1.254 > 192.168.1.7 df / "
     "udp 50000 > 6080 / gue / ip 192.0.2.1 > 10.0.0.4 df / tcp 1000 > 443",
     "ip 192.168.1.9 > 192.168.1.254 / icmp 3/1 / ip 192.168.1.254 > 192.168.1.8 df / "
     "gre c / ip 192.0.2.1 > 10.0.0.4 df / tcp 1000 > 443",
     "ip6 2001:db8:5::1 > 2001:db8:a::1 / tcp 1000 > 80 S",
     "ip6 2001:db8:5::1 > 2001:db8:a::1 / dstopt / tcp 1001 > 80 S",
     "ip6 2001:db8:2::1 > 2001:db8:5::1 / tcp 8080 > 1000 SA",
     "ip6 2001:db8:2::1 > 2001:db8:5::1 / icmp6 2/0 mtu 1280 / ip6 2001:db8:5::1 > "
     "2001:db8:2::1 / tcp 1000 > 8080",
     "ip 192.0.2.1 > 10.0.0.5 / tcp 1000 > 21 S",
     "ip 192.168.1.7 > 192.0.2.1 / tcp 21 > 1000 SA",
     "ip 192.0.2.1 > 10.0.0.5 / tcp 1000 > 21 A",
     "ip 192.0.2.1 > 10.0.0.5 / tcp 1000 > 21 A / data \"PASV\\r\\n\"",
     "ip 192.0.2.1 > 10.0.0.5 / tcp 1000 > 21 A / data \"EPSV 1\\r\\n\"",
     "ip 192.0.2.1 > 10.0.0.5 / tcp 1000 > 21 A / data \"PORT 192,0,2,1,4,1\\r\\n\"",
     "ip 192.0.2.1 > 10.0.0.5 / tcp 1000 > 21 A ack 90 opt 0101050a0000002000000030",
     "ip 192.168.1.7 > 192.0.2.1 / tcp 21 > 1000 A / data \"227 (192,168,1,7,8,1)\\r\\n\"",
     "ip 192.168.1.7 > 192.0.2.1 / tcp 21 > 1000 A seq 9 / data \"229 (|||2049|)\\r\\n\"",
     "ip 192.0.2.1 > 10.0.0.5 / tcp 1001 > 2049 S",
     "ip 192.168.1.7 > 192.0.2.1 / tcp 20 > 1025 S",
     "ip 192.0.2.1 > 10.0.0.6 / udp 1000 > 5060 / data \"\\r\\nCall-ID: one\\r\\n\"",
     "ip 192.168.1.8 > 192.0.2.1 / udp 5060 > 1000 / data \"\\r\\nCall-ID: two\\r\\n\"",
     "ip 192.0.2.1 > 10.0.0.1 id 1 part 0-24 / tcp 1000 > 80 S / bytes 40",
     "ip 192.0.2.1 > 10.0.0.1 id 1 part 24- / tcp 1000 > 80 S / bytes 40",
     "ip 192.0.2.1 > 10.0.0.3 id 1 part 0-1480 / udp 1000 > 53 csum 0 / bytes 2000",
     "ip 192.0.2.1 > 10.0.0.3 id 1 part 1480- / udp 1000 > 53 csum 0 / bytes 2000",
     "ip 192.0.2.1 > 10.0.0.4 id 1 part 0-1480 / tcp 1000 > 443 S / bytes 2000",
     "ip 192.0.2.1 > 10.0.0.4 id 1 part 1480- / tcp 1000 > 443 S / bytes 2000",
     "ip 192.168.1.1 > 192.0.2.1 id 1 part 24- / tcp 8080 > 1000 SA / bytes 40",
     "ip 192.168.1.1 > 192.0.2.1 id 1 part 0-24 / tcp 8080 > 1000 SA / bytes 40",
     "ip 192.168.1.1 > 192.0.2.1 id 2 part 0-24 / icmp 3/1 / ip 192.0.2.1 > 192.168.1.1 / "
     "tcp 1000 > 8080",
     "ip 192.168.1.1 > 192.0.2.1 id 2 part 24- / icmp 3/1 / ip 192.0.2.1 > 192.168.1.1 / "
     "tcp 1000 > 8080",
     "ip6 2001:db8:5::1 > 2001:db8:a::1 / frag id 1 part 0-1232 / tcp 1000 > 80 S / bytes "
     "2000",
     "ip6 2001:db8:5::1 > 2001:db8:a::1 / frag id 1 part 1232- / tcp 1000 > 80 S / bytes 2000",
     "ip6 2001:db8:2::1 > 2001:db8:5::1 / dstopt / frag id 1 part 0-24 / tcp 8080 > 1000 SA / "
     "bytes 40",
     "ip6 2001:db8:2::1 > 2001:db8:5::1 / dstopt / frag id 1 part 24- / tcp 8080 > 1000 SA / "
     "bytes 40"});

const std::vector<replay::Bytes>& known_frames() {
  static const std::vector<replay::Bytes> frames = [] {
    std::vector<replay::Bytes> built;
    built.reserve(kKnownFrames.size());
    for (const char* text : kKnownFrames) built.push_back(frame(text));
    return built;
  }();
  return frames;
}

// A right IPv4 header checksum, so that changed frames come further.
void repair(replay::Bytes& bytes) {
  const bool is_ipv4 = bytes.size() >= 34 && bytes[12] == 8 && bytes[13] == 0;
  const std::size_t header = is_ipv4 ? (bytes[14] & 15u) * std::size_t{4} : 0;
  if (header < 20 || bytes.size() < 14 + header) return;
  bytes[24] = bytes[25] = 0;
  std::uint32_t sum = 0;
  for (std::size_t at = 14; at < 14 + header; at += 2) sum += bytes[at] << 8u | bytes[at + 1];
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >> 16);
  bytes[24] = static_cast<std::uint8_t>(~sum >> 8);
  bytes[25] = static_cast<std::uint8_t>(~sum);
}

// Likewise a right TCP checksum in an IPv4 packet without options.
void repair_tcp(replay::Bytes& bytes) {
  if (bytes.size() < 54 || bytes[14] != 0x45 || bytes[23] != 6) return;
  const std::size_t end = 14 + bytes[16] * std::size_t{256} + bytes[17];
  if (end < 54 || end > bytes.size()) return;
  bytes[50] = bytes[51] = 0;
  std::size_t sum = 6 + end - 34;
  for (std::size_t at = 26; at < end; ++at) sum += bytes[at] * std::size_t{at % 2 == 0 ? 256u : 1u};
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >> 16);
  bytes[50] = static_cast<std::uint8_t>(~sum >> 8);
  bytes[51] = static_cast<std::uint8_t>(~sum);
}

class Play {
 public:
  Play(const std::uint8_t* data, std::size_t size) : input_(data, size) {
    lab_.nat("10.0.0.1:80", {"192.168.1.1:8080", "192.168.1.2:8080"});
    lab_.nat("[2001:db8:a::1]:80", {"[2001:db8:2::1]:8080"});
    lab_.nat("10.0.0.1:80", {"192.168.1.1:8080"}, Protocol::Sctp);
    lab_.add({.key = service_key("10.0.0.2:0"),
              .scheduler = "wlc",
              .flags = service_flag::kPersistent,
              .persistence_timeout = 20,
              .persistence_mask = 0xffffff00},
             {dest("192.168.1.3:0", ForwardMethod::Dr), dest("192.168.1.4:0")});
    lab_.add({.key = service_key("10.0.0.3:53", Protocol::Udp),
              .scheduler = "sh",
              .flags = service_flag::kOnePacket},
             {dest("192.168.1.5:53")});
    lab_.nat("10.0.0.5:21", {"192.168.1.7:21"});
    lab_.add({.key = service_key("10.0.0.6:5060", Protocol::Udp),
              .scheduler = "rr",
              .flags = service_flag::kPersistent | service_flag::kOnePacket,
              .persistence_timeout = 20,
              .persistence_engine = "sip"},
             {dest("192.168.1.8:5060")});
    lab_.add(
        {.key = {.fwmark = 7}, .scheduler = "mh"},
        {dest("192.168.1.6:0", ForwardMethod::Tun), dest("[2001:db8:2::6]:0", ForwardMethod::Tun),
         tunnel("192.168.1.7:0", TunnelType::Gue), tunnel("192.168.1.8:0", TunnelType::Gre)});
    Lab::accept(
        lab_.engine().set_mark_rules({{Protocol::Tcp, prefix("10.0.0.4/32"), 0, 65535, 7}}));
  }

  void run() {
    while (!input_.is_empty()) step();
    wait(std::chrono::minutes(20));
    must(lab_.engine().info().conn_count == 0, "conns end");
    must(lab_.engine().info().template_count == 0, "templates end");
    for (const ServiceInfo& service : lab_.engine().services()) {
      for (const DestInfo& info : lab_.dests(service.spec.key)) {
        must(info.active_conns + info.inactive_conns + info.persistent_conns == 0,
             "a dest's counts return to 0");
      }
    }
    const std::uint64_t given_up = lab_.frames_with(dp::Reason::FragmentTimeout) +
                                   lab_.frames_with(dp::Reason::FragmentEvicted);
    must(lab_.frames_counted() == sent_ + given_up, "every frame is counted once");
  }

 private:
  void step() {
    const std::uint8_t kind = input_.byte();
    if (kind < 0xa0) return changed_frame(kind);
    if (kind < 0xc0) return raw_frame();
    if (kind < 0xe0) return wait(std::chrono::milliseconds(1) * (1u << (input_.byte() % 20)));
    edit(input_.byte());
  }

  void wait(soft::Time time) {
    lab_.wait(time);
    lab_.let_worker_run();
    for (const soft::Frame& frame : lab_.originated) check(frame);
  }

  static DestSpec tunnel(std::string_view at, TunnelType type) {
    DestSpec spec = dest(at, ForwardMethod::Tun);
    spec.tunnel_type = type;
    spec.tunnel_port = type == TunnelType::Gue ? 6080 : 0;
    spec.tunnel_flags = tunnel_flag::kChecksum;
    return spec;
  }

  PortId port() { return input_.byte() % 2 == 0 ? kClientPort : kDestPort; }

  void changed_frame(std::uint8_t kind) {
    replay::Bytes bytes = known_frames()[kind % known_frames().size()];
    for (unsigned changes = input_.byte() % 4; changes > 0; --changes) {
      const unsigned at = input_.byte() % bytes.size();
      bytes[at] = input_.byte();
    }
    const std::uint8_t finish = input_.byte();
    if ((finish & 1) == 0) repair(bytes);
    if ((finish & 8) == 0) repair_tcp(bytes);
    if ((finish & 6) == 2) bytes.resize(input_.byte() % bytes.size());
    send(bytes, port());
  }

  void raw_frame() {
    const std::size_t length = input_.byte();
    const auto taken = input_.bytes(length);
    send({taken.begin(), taken.end()}, port());
  }

  void send(const replay::Bytes& bytes, PortId arrived_on) {
    CountedMemory memory;
    soft::Frame sent = memory.copy_of(bytes, arrived_on);
    soft::Decision decision;
    std::vector<soft::Frame> originated;
    lab_.engine().process(0, {&sent, 1}, {&decision, 1}, lab_.now, memory, originated);
    ++sent_;
    must(decision.verdict == dp::text_of(decision.reason).verdict, "a reason has one verdict");
    must(memory.held == originated.size(), "no buffer is lost");
    if (decision.verdict == dp::Verdict::Forward) check(sent);
    for (const soft::Frame& frame : originated) check(frame);
  }

  // A frame that leaves has a port, fits it and parses. The engine fragments what is too long.
  void check(const soft::Frame& frame) {
    must(frame.port == kClientPort || frame.port == kDestPort, "a frame leaves on a port");
    must(frame.length <= 1500 + 18, "a frame fits its port");
    const dp::Parsed p = dp::parse(soft::FrameWindow::of(frame));
    const bool is_well_formed = p.reason == dp::Reason::None || p.reason == dp::Reason::Fragment ||
                                p.reason == dp::Reason::ExtensionHeader ||
                                p.reason == dp::Reason::UnknownProtocol;
    if (!is_well_formed) std::cerr << "parse says " << dp::text_of(p.reason).word << '\n';
    must(is_well_formed, "a frame that leaves is well-formed");
  }

  void edit(std::uint8_t what) {
    soft::SoftDataPlane& engine = lab_.engine();
    const ServiceKey nat = service_key("10.0.0.1:80");
    DestSpec changed = dest("192.168.1.1:8080", ForwardMethod(input_.byte() % 4));
    changed.weight = input_.byte() % 4;
    changed.upper_threshold = input_.byte() % 4;
    switch (what % 8) {
      case 0:
        (void)engine.edit_dest(nat, changed);
        break;
      case 1:
        (void)engine.delete_dest(nat, changed.key);
        break;
      case 2:
        (void)engine.add_dest(nat, changed);
        break;
      case 3:
        (void)engine.delete_service(service_key("10.0.0.2:0"));
        break;
      case 4:
        (void)engine.edit_service({.key = nat, .scheduler = "wrr"});
        break;
      case 5:
        (void)(what & 8 ? engine.set_setting("drop_entry", "3")
                        : engine.set_setting("expire_nodest_conn", "1"));
        break;
      case 6:
        (void)engine.set_setting("sloppy_tcp", what & 8 ? "1" : "0");
        (void)engine.set_setting("schedule_icmp", what & 16 ? "1" : "0");
        (void)engine.set_setting("secure_tcp", what & 32 ? "1" : "0");
        engine.set_free_memory(what & 64 ? 0 : 1 << 20);
        break;
      default:
        (void)engine.set_setting("conn_reuse_mode", what & 8 ? "3" : "0");
        break;
    }
  }

  Input input_;
  Lab lab_{{.conn_capacity = 64, .hash_key = {1, 2}, .random_seed = 1}};
  std::uint64_t sent_ = 0;
};

}  // namespace
}  // namespace nicvs::test

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size <= 4096) nicvs::test::Play(data, size).run();
  return 0;
}
