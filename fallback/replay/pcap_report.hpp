// SPDX-License-Identifier: Apache-2.0
// Records every frame that arrives or leaves, and hands everything on to another report.
#pragma once

#include "fallback/replay/pcap_files.hpp"
#include "fallback/replay/report.hpp"

namespace nicvs::replay {

class PcapReport : public Report {
 public:
  // `next` must outlive this.
  PcapReport(std::string directory, Report& next) : directory_(std::move(directory)), next_(next) {}

  void event(const Event& event) override;
  Status expect(const Expectation& expectation, const Director& director) override {
    return next_.expect(expectation, director);
  }
  void end() override { next_.end(); }

  // The first thing that could not be written.
  const Status& status() const { return status_; }

 private:
  void write(const std::string& port, soft::Time time, const Bytes& frame);

  PcapDirectory directory_;
  Report& next_;
  Status status_;
};

}  // namespace nicvs::replay
