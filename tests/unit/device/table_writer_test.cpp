// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <cerrno>
#include <functional>
#include <string>

#include "host/device/table_writer.hpp"
#include "tests/unit/device/fake_card.hpp"

namespace nicvs::device {
namespace {

struct Setup {
  test::FakeCard card;
  RegisterBus bus{card};
  Capabilities capabilities = *identify(bus);
  Result<Rings> rings = Rings::open(card, bus, {.host_cells_log2 = 6, .card_cells_log2 = 6});
  TableWriter tables{*rings, capabilities};

  template <class Record>
  Record sent(std::uint32_t index) {
    return card::decode<Record>(
        {card.at(regs::CardRingBaseLow::kOffset) + std::size_t{64} * index, 64});
  }
};

constexpr card::ConnCommand kConn{.protocol = card::ProtocolCode::Tcp,
                                  .state = 1,
                                  .client = 0xc0000201,
                                  .client_port = 40000,
                                  .dest = 255,
                                  .reply_next_hop = 127};

TEST_CASE("an entry reaches the card whole, with its table and index", "[device][tables]") {
  Setup s;
  const card::DestEntry dest{.address = 0x0a000001,
                             .port = 80,
                             .method = dp::ForwardMethod::Tun,
                             .weight = 65535,
                             .is_present = true,
                             .is_usable = true,
                             .next_hop = 127,
                             .service = 63};
  REQUIRE(s.tables.write(255, dest));
  REQUIRE(s.tables.write(33, card::TimeoutEntry{.ticks = 3600}));
  const auto command = s.sent<card::TableCommand>(0);
  CHECK(command.head.kind == card::RecordKind::WriteTable);
  CHECK(command.head.token == 0);
  CHECK(command.table_id == card::Table::Dest);
  CHECK(command.index == 255);
  CHECK(card::decode<card::DestEntry>(command.entry) == dest);
  CHECK(s.sent<card::TableCommand>(1).table_id == card::Table::Timeout);
  CHECK(s.sent<card::TableCommand>(1).head.serial == 1);
}

TEST_CASE("conns are commanded with a token for the result", "[device][tables]") {
  Setup s;
  REQUIRE(s.tables.insert_conn(kConn, 7));
  REQUIRE(s.tables.change_conn(kConn, 8));
  REQUIRE(s.tables.delete_conn(kConn, 0));
  REQUIRE(s.tables.read_stats(card::Table::Service, 63, 9));
  const card::RecordKind kinds[] = {card::RecordKind::InsertConn, card::RecordKind::ChangeConn,
                                    card::RecordKind::DeleteConn};
  const std::uint16_t tokens[] = {7, 8, 0};
  for (unsigned i = 0; i < 3; ++i) {
    auto command = s.sent<card::ConnCommand>(i);
    CHECK(command.head.kind == kinds[i]);
    CHECK(command.head.token == tokens[i]);
    command.head = {};
    CHECK(command == kConn);
  }
  const auto stats = s.sent<card::StatsCommand>(3);
  CHECK(stats.head.kind == card::RecordKind::ReadStats);
  CHECK(stats.head.token == 9);
  CHECK(stats.index == 63);
}

struct Refused {
  const char* text;
  std::function<Status(TableWriter&)> call;
};

TEST_CASE("entries that this card cannot hold are refused by name", "[device][tables]") {
  using card::ConnCommand;
  using card::Table;
  const auto conn = [](auto change) {
    return [change](TableWriter& t) {
      ConnCommand command = kConn;
      change(command);
      return t.insert_conn(command, 0);
    };
  };
  const std::vector<Refused> cases = {
      {"service_entry: index is 64, expected less than 64",
       [](TableWriter& t) { return t.write(64, card::ServiceEntry{}); }},
      {"service_entry: end of scheduling slots is 4097, expected less than 4097",
       [](TableWriter& t) {
         return t.write(0, card::ServiceEntry{.sched_base = 4000, .sched_count = 97});
       }},
      {"service_entry: end of dests is 257, expected less than 257",
       [](TableWriter& t) {
         return t.write(0, card::ServiceEntry{.dest_base = 256, .dest_count = 1});
       }},
      {"service_entry: client_next_hop is 128, expected less than 128",
       [](TableWriter& t) { return t.write(0, card::ServiceEntry{.client_next_hop = 128}); }},
      {"dest_entry: index is 256, expected less than 256",
       [](TableWriter& t) { return t.write(256, card::DestEntry{}); }},
      {"dest_entry: next_hop is 128, expected less than 128",
       [](TableWriter& t) { return t.write(0, card::DestEntry{.next_hop = 128}); }},
      {"dest_entry: service is 64, expected less than 64",
       [](TableWriter& t) { return t.write(0, card::DestEntry{.service = 64}); }},
      {"dest_entry: method is too large for its field",
       [](TableWriter& t) {
         return t.write(0, card::DestEntry{.method = static_cast<dp::ForwardMethod>(8)});
       }},
      {"next_hop_entry: index is 128, expected less than 128",
       [](TableWriter& t) { return t.write(128, card::NextHopEntry{}); }},
      {"next_hop_entry: port is 2, expected less than 2",
       [](TableWriter& t) { return t.write(0, card::NextHopEntry{.port = 2}); }},
      {"sched_slot_entry: index is 4096, expected less than 4096",
       [](TableWriter& t) { return t.write(4096, card::SchedSlotEntry{}); }},
      {"sched_slot_entry: dest is 256, expected less than 256",
       [](TableWriter& t) { return t.write(0, card::SchedSlotEntry{.dest = 256}); }},
      {"timeout_entry: index is 64, expected less than 64",
       [](TableWriter& t) { return t.write(64, card::TimeoutEntry{}); }},
      {"conn_command: protocol is FREE",
       conn([](ConnCommand& c) { c.protocol = card::ProtocolCode::Free; })},
      {"conn_command: state is 16", conn([](ConnCommand& c) { c.state = 16; })},
      {"conn_command: dest is 256", conn([](ConnCommand& c) { c.dest = 256; })},
      {"conn_command: reply_next_hop is 128", conn([](ConnCommand& c) { c.reply_next_hop = 128; })},
      {"stats_command: table_id is 2, expected SERVICE or DEST",
       [](TableWriter& t) { return t.read_stats(Table::NextHop, 0, 1); }},
      {"stats_command: index is 256",
       [](TableWriter& t) { return t.read_stats(Table::Dest, 256, 1); }},
  };
  Setup s;
  for (const Refused& c : cases) {
    INFO(c.text);
    const Status status = c.call(s.tables);
    REQUIRE_FALSE(status);
    CHECK(status.error().code == EINVAL);
    CHECK_THAT(status.error().text, Catch::StartsWith(c.text));
  }
  s.rings->flush();
  CHECK(s.card.words[regs::CardRingTail::kOffset] == 0);
}

TEST_CASE("a ring without room says so", "[device][tables]") {
  Setup s;
  for (int i = 0; i < 64; ++i) {
    REQUIRE(s.tables.write(0, card::TimeoutEntry{}));
  }
  const Status status = s.tables.write(0, card::TimeoutEntry{});
  REQUIRE_FALSE(status);
  CHECK(status.error().code == EAGAIN);
  s.card.set_status(0, 1);
  CHECK(s.tables.write(0, card::TimeoutEntry{}));
}

}  // namespace
}  // namespace nicvs::device
