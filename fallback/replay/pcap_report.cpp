// SPDX-License-Identifier: Apache-2.0
#include "fallback/replay/pcap_report.hpp"

namespace nicvs::replay {

void PcapReport::write(const std::string& port, soft::Time time, const Bytes& frame) {
  if (status_) status_ = directory_.write(port, time, frame);
}

void PcapReport::event(const Event& event) {
  if (event.kind == Event::Kind::Frame) write(event.port, event.time, event.frame);
  for (const OutFrame& frame : event.out) write(frame.port, event.time, frame.frame);
  next_.event(event);
}

}  // namespace nicvs::replay
