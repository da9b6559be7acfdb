// SPDX-License-Identifier: Apache-2.0
#include "fallback/replay/pcap_files.hpp"

#include <pcap/pcap.h>

#include <array>
#include <cerrno>
#include <filesystem>

namespace nicvs::replay {
namespace {

constexpr int kSnapLength = 262144;

}  // namespace

Result<std::vector<TimedFrame>> read_pcap(const std::string& path) {
  std::array<char, PCAP_ERRBUF_SIZE> reason{};
  const std::unique_ptr<pcap_t, decltype(&pcap_close)> file(
      pcap_open_offline_with_tstamp_precision(path.c_str(), PCAP_TSTAMP_PRECISION_NANO,
                                              reason.data()),
      pcap_close);
  if (file == nullptr) return Error{EIO, path + ": " + reason.data()};
  if (pcap_datalink(file.get()) != DLT_EN10MB) {
    return Error{EINVAL, path + ": expected Ethernet frames"};
  }
  std::vector<TimedFrame> frames;
  pcap_pkthdr* header = nullptr;
  const u_char* data = nullptr;
  int got = 0;
  while ((got = pcap_next_ex(file.get(), &header, &data)) == 1) {
    if (header->caplen != header->len) {
      return Error{EINVAL, path + ": frame " + std::to_string(frames.size() + 1) +
                               ": expected whole frames, this one was cut when captured"};
    }
    const auto time =
        std::chrono::seconds(header->ts.tv_sec) + std::chrono::nanoseconds(header->ts.tv_usec);
    frames.push_back({time, Bytes(data, data + header->caplen)});
  }
  if (got == PCAP_ERROR) return Error{EIO, path + ": " + pcap_geterr(file.get())};
  return frames;
}

void PcapDirectory::Close::operator()(pcap* handle) const { pcap_close(handle); }
void PcapDirectory::Close::operator()(pcap_dumper* file) const { pcap_dump_close(file); }

Status PcapDirectory::write(const std::string& port, soft::Time time, const Bytes& frame) {
  File& file = files_[port];
  if (file.dumper == nullptr) {
    const std::string path = path_ + "/" + port + ".pcap";
    std::error_code ignored_here;  // a missing directory shows when the file is opened
    std::filesystem::create_directories(path_, ignored_here);
    file.handle.reset(
        pcap_open_dead_with_tstamp_precision(DLT_EN10MB, kSnapLength, PCAP_TSTAMP_PRECISION_NANO));
    file.dumper.reset(pcap_dump_open(file.handle.get(), path.c_str()));
    if (file.dumper == nullptr) return Error{EIO, path + ": " + pcap_geterr(file.handle.get())};
  }
  const auto whole = std::chrono::floor<std::chrono::seconds>(time);
  pcap_pkthdr header{};
  header.ts.tv_sec = whole.count();
  header.ts.tv_usec = (time - whole).count();
  header.caplen = static_cast<bpf_u_int32>(frame.size());
  header.len = header.caplen;
  void* dumper = file.dumper.get();  // libpcap wants it as a callback's user argument
  pcap_dump(static_cast<u_char*>(dumper), &header, frame.data());
  return {};
}

}  // namespace nicvs::replay
