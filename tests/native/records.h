// Checksums, records and streams of records through the C interface: what is written against what is found again,
// damaged records for what they touch, threads that share a stream, and a file that is cut under one.
#pragma once

#include <cstdio>
#include <thread>

#include "driver.h"

#ifndef _WIN32
#include <sys/stat.h>
#include <unistd.h>
#endif

extern "C" {
uint32_t tenfold_crc32c(uint32_t value, const uint8_t* data, int64_t size);
uint32_t tenfold_crc32c_by_tables(uint32_t value, const uint8_t* data, int64_t size);
uint64_t tenfold_record_checksums(const uint8_t* data, int64_t size);
int64_t tenfold_records(const uint8_t* data, int64_t size, int64_t* starts, int64_t* ends, int64_t capacity,
                        int64_t* stopped);
void* tenfold_record_stream(int64_t fd);
int64_t tenfold_record_append(void* stream, const void* data, int64_t size);
int tenfold_record_append_short(void* stream, const void* data, int size);
int64_t tenfold_record_cut(void* stream);
void tenfold_record_drop(void* stream);
}

namespace {

[[noreturn]] void fail_records(const char* what) {
  std::fprintf(stderr, "records: %s\n", what);
  std::exit(1);
}

// As much memory as there are bytes, so that a sanitizer sees who reads one more.
std::vector<uint8_t> exactly(const std::string& bytes) { return std::vector<uint8_t>(bytes.begin(), bytes.end()); }

std::string random_string(int64_t most) {
  std::string out(below(most + 1), ' ');
  for (char& c : out) c = static_cast<char>(random_bits());
  return out;
}

void check_checksums() {
  const auto nine = exactly("123456789");
  if (tenfold_crc32c(0, nine.data(), 9) != 0xe3069283u) fail_records("the checksum of RFC 3720 is another");
  const auto data = exactly(random_string(one_in(10) ? 40000 : 900));
  const int64_t size = data.size(), first = below(size + 1);
  const uint32_t whole = tenfold_crc32c(0, data.data(), size);
  const uint32_t begun = tenfold_crc32c(0, data.data(), first);
  if (tenfold_crc32c(begun, data.data() + first, size - first) != whole) fail_records("a checksum goes on wrongly");
  if (tenfold_crc32c_by_tables(0, data.data(), size) != whole) fail_records("tables give another checksum");
}

std::string framed(const std::string& data) {
  std::string out(12, '\0');
  const uint64_t crcs = tenfold_record_checksums(exactly(data).data(), data.size());
  for (int i = 0; i < 8; i++) out[i] = static_cast<char>(data.size() >> 8 * i);
  for (int i = 0; i < 4; i++) out[8 + i] = static_cast<char>(crcs >> 8 * i);
  out += data;
  for (int i = 4; i < 8; i++) out += static_cast<char>(crcs >> 8 * i);
  return out;
}

// The whole records at the start of a file.
std::vector<std::string> found_in(const std::string& file) {
  const auto data = exactly(file);
  std::vector<std::string> found;
  int64_t stopped[3] = {1, 0, 0};
  for (int64_t at = 0; stopped[0] == 1; at += stopped[1]) {
    const int64_t room = 1 + below(5), left = static_cast<int64_t>(data.size()) - at;
    std::vector<int64_t> starts(room), ends(room);
    const int64_t n = tenfold_records(data.data() + at, left, starts.data(), ends.data(), room, stopped);
    for (int64_t i = 0; i < n; i++) found.push_back(file.substr(at + starts[i], ends[i] - starts[i]));
  }
  return found;
}

void check_finding() {
  std::vector<std::string> written;
  std::string file;
  for (int64_t n = below(12); n > 0; n--) file += framed(written.emplace_back(random_string(60)));
  if (found_in(file) != written) fail_records("other records are found than were written");
  for (int64_t left = 1 + below(3); left > 0 && !file.empty(); left--) {
    const size_t at = below(file.size());
    if (one_in(2)) {
      file.erase(at, 1 + below(9));
    } else {
      file[at] = static_cast<char>(random_bits());
    }
  }
  if (found_in(file).size() > written.size()) fail_records("records are found in damaged ones");
}

#ifndef _WIN32
std::string content(std::FILE* file) {
  struct stat about;
  if (fstat(fileno(file), &about)) fail_records("a file is gone");
  std::string out(about.st_size, '\0');
  if (pread(fileno(file), &out[0], out.size(), 0) != about.st_size) fail_records("a file cannot be read");
  return out;
}

int64_t append(void* stream, const std::string& data) {
  const auto bytes = exactly(data);
  return one_in(2) ? tenfold_record_append(stream, bytes.data(), bytes.size())
                   : tenfold_record_append_short(stream, bytes.data(), static_cast<int>(bytes.size()));
}

void check_stream(std::FILE* file, void* stream) {
  std::string expected;
  for (int64_t n = below(400); n > 0; n--) {
    const std::string data = random_string(one_in(40) ? 90000 : 300);
    if (append(stream, data)) fail_records("one cannot be appended");
    expected += framed(data);
    if (one_in(100) && (tenfold_record_cut(stream) || content(file) != expected)) fail_records("a cut file is another");
  }
  if (content(file).compare(0, expected.size(), expected)) fail_records("a file is another than was appended");
  if (tenfold_record_cut(stream) || content(file) != expected) fail_records("a file is not cut to its records");
}

void check_shared_stream(std::FILE* file, void* stream) {
  std::vector<std::thread> threads;
  for (int who = 0; who < 3; who++) {
    threads.emplace_back([stream, who] {
      const std::string data(50 * who, 'x');
      for (int i = 0; i < 300; i++) {
        if (tenfold_record_append(stream, data.data(), data.size())) fail_records("a thread cannot append");
        if (i % 100 == 99 && tenfold_record_cut(stream)) fail_records("a thread cannot cut");
      }
    });
  }
  for (auto& thread : threads) thread.join();
  if (tenfold_record_cut(stream) || found_in(content(file)).size() != 900) fail_records("threads lose records");
}

// Where the mapped part of the file is gone, the write says so and the process goes on.
void check_cut_by_another(std::FILE* file, void* stream) {
  for (int i = 0; i < 40; i++) append(stream, "x");
  bool mapped = content(file).size() > 40 * 17;
#if defined(__SANITIZE_THREAD__)
  mapped = false;  // its own handler blocks all signals, and is not returned from
#endif
  if (ftruncate(fileno(file), 0)) fail_records("a file cannot be cut");
  if (mapped && append(stream, "x") != -1) fail_records("a file that was cut takes records");
  if (tenfold_record_cut(stream) != -1) fail_records("a file that was cut is not missed");
}

void check_streams() {
  for (auto* check : {check_stream, check_shared_stream, check_cut_by_another}) {
    std::FILE* file = std::tmpfile();
    void* stream = file ? tenfold_record_stream(fileno(file)) : nullptr;
    if (stream) check(file, stream);
    tenfold_record_drop(stream);
    if (file) std::fclose(file);
  }
}
#else
void check_streams() {}
#endif

void check_records(int rounds) {
  for (int round = 0; round < rounds; round++) {
    check_checksums();
    check_finding();
    if (round % 10 == 0) check_streams();
  }
  std::printf("records: %d rounds come out as they were written\n", rounds);
}

}  // namespace
