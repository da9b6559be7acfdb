// SPDX-License-Identifier: Apache-2.0
#include "fallback/apps/tcp_sequence.hpp"

#include <catch2/catch.hpp>
#include <string>

#include "fallback/edit/frame_window.hpp"
#include "tests/support/frames.hpp"

namespace nicvs::test {
namespace {

using soft::SequenceShift;

enum class Way { Sequence, Acknowledgement };

// The packet after the shift, as text.
std::string shifted(const SequenceShift& shift, Way way, const std::string& text) {
  auto bytes = test::frame(text);
  soft::Frame frame{.data = bytes.data(), .length = static_cast<std::uint32_t>(bytes.size())};
  dp::Parsed parsed = dp::parse(soft::FrameWindow::of(frame));
  way == Way::Sequence ? soft::shift_sequence(shift, frame, parsed)
                       : soft::shift_acknowledgement(shift, frame, parsed);
  CHECK(parsed.l4_checksum == dp::parse(soft::FrameWindow::of(frame)).l4_checksum);
  return text_of(bytes);
}

SequenceShift grown_by_3_at_5000() {
  SequenceShift shift;
  shift.note(5000, 3);
  return shift;
}

}  // namespace

TEST_CASE("numbers behind a longer segment move, those up to it do not", "[ftp]") {
  const SequenceShift shift = grown_by_3_at_5000();
  CHECK(shift.shifted(4999) == 4999);
  CHECK(shift.shifted(5000) == 5000);
  CHECK(shift.shifted(5001) == 5004);
  CHECK(shift.original(5000) == 5000);
  CHECK(shift.original(5043) == 5040);
}

TEST_CASE("shifts add up and know the one before", "[ftp]") {
  SequenceShift shift = grown_by_3_at_5000();
  shift.note(5000, 3);  // the same segment again
  shift.note(5100, -5);
  shift.note(5050, 7);  // an old segment: its place is known already
  CHECK(shift.shifted(5100) == 5103);
  CHECK(shift.shifted(5101) == 5099);
  CHECK(shift.original(5103) == 5100);
  CHECK(shift.original(5120) == 5122);
  SequenceShift unchanged;
  unchanged.note(5000, 0);
  CHECK_FALSE(unchanged.is_active());
}

TEST_CASE("numbers wrap", "[ftp]") {
  SequenceShift shift;
  shift.note(0xfffffff0, 3);
  CHECK(shift.shifted(0xffffffe0) == 0xffffffe0);
  CHECK(shift.shifted(0xffffffff) == 2);
  CHECK(shift.shifted(10) == 13);
  CHECK(shift.original(2) == 0xffffffff);
}

TEST_CASE("packets carry the shifted numbers and a right checksum", "[ftp]") {
  const std::string to_client = "ip 192.168.1.2 > 192.0.2.1 / tcp 21 > 4000 PA ";
  const std::string to_dest = "ip 192.0.2.1 > 10.0.0.1 / tcp 4000 > 21 ";
  struct Case {
    Way way;
    std::string before;
    std::string after;
  };
  const auto c = GENERATE_COPY(values<Case>({
      {Way::Sequence, to_client + "seq 5050 ack 9 / data odd",
       to_client + "seq 5053 ack 9 / data odd"},
      {Way::Acknowledgement, to_dest + "A seq 9 ack 5053", to_dest + "A seq 9 ack 5050"},
      {Way::Acknowledgement, to_dest + "R seq 9 ack 5053", to_dest + "R seq 9 ack 5053"},
      {Way::Acknowledgement, to_dest + "A ack 5000 opt 0101050a000013bc000013c6",
       to_dest + "A ack 5000 opt 0101050a000013b9000013c3"},
      {Way::Acknowledgement, to_dest + "A ack 5000 opt 01050a000013bc000013c600",
       to_dest + "A ack 5000 opt 01050a000013b9000013c300"},
      {Way::Acknowledgement,
       to_dest + "A ack 5000 opt 050a000013bc000013c6080a000000010000000205020000",
       to_dest + "A ack 5000 opt 050a000013b9000013c3080a000000010000000205020000"},
      {Way::Acknowledgement, to_dest + "A ack 5000 opt 00050a000013bc000013c600",
       to_dest + "A ack 5000 opt 00050a000013bc000013c600"},
      {Way::Acknowledgement, to_dest + "A ack 5000 opt 0101050b000013bc000013c6",
       to_dest + "A ack 5000 opt 0101050b000013bc000013c6"},
      {Way::Acknowledgement, to_dest + "A ack 5000 opt 01010105",
       to_dest + "A ack 5000 opt 01010105"},
      {Way::Acknowledgement, to_dest + "A ack 5000 opt 05010101",
       to_dest + "A ack 5000 opt 05010101"},
  }));
  CHECK(shifted(grown_by_3_at_5000(), c.way, c.before) == text_of(test::frame(c.after)));
}

}  // namespace nicvs::test
