package io.luoledger.simulator.scenario;

import java.util.List;

/** The upstream live-update selftests, call by call. */
final class Selftests {
    private static final int MANY_FILES = 500;
    private static final int MANY_SESSIONS = 2000;
    private static final int MAX_NAME_CHARS = 63;

    private Selftests() {}

    static List<Scenario> all() {
        return List.of(
                new Scenario(
                        "selftest-liveupdate", "the upstream selftest that needs no kexec", List.of(), liveupdate()),
                new Scenario("selftest-kexec-simple", "one session with one memfd over a kexec", List.of(), simple()),
                new Scenario(
                        "selftest-multi-session", "empty and filled sessions over a kexec", List.of(), multiSession()),
                new Scenario("selftest-stress-files", "500 memfds in one session", List.of(), stressFiles()),
                new Scenario("selftest-stress-sessions", "2000 sessions", List.of(), stressSessions()));
    }

    private static String liveupdate() {
        Lines lines = new Lines().stage(1);
        lines.op("closedev").op("opendev").op("opendev");
        lines.op("create", "dup", "A").op("create", "dup", "B").op("close", "A");
        lines.op("create", "one", "A").op("create", "two", "B").op("close", "A").op("close", "B");
        lines.op("create", "memfd", "A").op("mkfd", "m", "memfd:4096").op("preserve", "A", "m", "0x1234");
        lines.op("close", "A").op("stat", "m");
        lines.op("create", "several", "A").op("preserve", "A", "memfd:100", "0xAAAA");
        lines.op("preserve", "A", "memfd:200", "0xBBBB").op("close", "A");
        lines.op("create", "complex-a", "A").op("create", "complex-b", "B");
        lines.op("preserve", "A", "memfd:4096", 1).op("preserve", "A", "memfd", 2);
        lines.op("preserve", "B", "memfd:4096", 1).op("preserve", "B", "memfd", 2);
        lines.op("close", "A").op("close", "B");
        lines.op("create", "unsupported", "A").op("preserve", "A", "devnull", 1).op("close", "A");
        lines.op("create", "double-a", "A").op("create", "double-b", "B").op("mkfd", "d", "memfd:4096");
        lines.op("preserve", "A", "d", 1).op("preserve", "B", "d", 1).op("preserve", "A", "d", 2);
        lines.op("close", "A").op("close", "B");
        lines.op("create", "X".repeat(MAX_NAME_CHARS + 1)).op("create", "%00");
        lines.op("create", "named", "A").op("get_name", "A").op("close", "A");
        lines.op("create", "Y".repeat(MAX_NAME_CHARS), "A").op("get_name", "A").op("close", "A");
        for (int i = 0; i < MANY_SESSIONS; i++) {
            lines.op("create", "many-" + i, "S").op("close", "S");
        }
        lines.op("create", "many-files", "A");
        for (int i = 0; i < MANY_FILES; i++) {
            lines.op("preserve", "A", "memfd:16", i);
        }
        return lines.op("close", "A").text();
    }

    private static String simple() {
        return new Lines()
                .stage(1)
                .op("create", "kexec_simple_state", "T")
                .op("preserve", "T", "memfd:1", 999)
                .op("create", "test-session", "S")
                .op("mkfd", "m", "memfd:4096")
                .op("preserve", "S", "m", "0x1A")
                .stage(2)
                .op("retrieve_session", "kexec_simple_state", "T")
                .op("retrieve", "T", 999, "t")
                .op("retrieve_session", "test-session", "S")
                .op("retrieve", "S", "0x1A", "m")
                .op("stat", "m")
                .op("finish", "S")
                .op("close", "S")
                .op("finish", "T")
                .op("close", "T")
                .text();
    }

    private static String multiSession() {
        return new Lines()
                .stage(1)
                .op("create", "multi_state", "T")
                .op("preserve", "T", "memfd:1", 998)
                .op("create", "empty-1", "E1")
                .op("create", "empty-2", "E2")
                .op("create", "files-1", "F1")
                .op("preserve", "F1", "memfd:4096", "0x1001")
                .op("create", "files-2", "F2")
                .op("preserve", "F2", "memfd:4096", "0x2002")
                .op("preserve", "F2", "memfd:8192", "0x3003")
                .stage(2)
                .op("retrieve_session", "multi_state", "T")
                .op("retrieve", "T", 998, "t")
                .op("retrieve_session", "empty-1", "E1")
                .op("retrieve_session", "empty-2", "E2")
                .op("retrieve_session", "files-1", "F1")
                .op("retrieve_session", "files-2", "F2")
                .op("retrieve", "F1", "0x1001", "a")
                .op("retrieve", "F2", "0x2002", "b")
                .op("retrieve", "F2", "0x3003", "c")
                .op("finish", "E1")
                .op("finish", "E2")
                .op("finish", "F1")
                .op("finish", "F2")
                .op("finish", "T")
                .text();
    }

    private static String stressFiles() {
        Lines lines = new Lines().stage(1).op("create", "stress-files", "S");
        for (int i = 0; i < MANY_FILES; i++) {
            lines.op("preserve", "S", "memfd:" + (i + 1), i);
        }
        lines.stage(2).op("retrieve_session", "stress-files", "S");
        for (int i = 0; i < MANY_FILES; i++) {
            lines.op("retrieve", "S", i, "f" + i);
        }
        return lines.op("finish", "S").op("close", "S").text();
    }

    private static String stressSessions() {
        Lines lines = new Lines().stage(1).op("create", "stress-state", "T");
        for (int i = 0; i < MANY_SESSIONS; i++) {
            lines.op("create", "stress-" + i, "S" + i);
        }
        lines.stage(2).op("retrieve_session", "stress-state", "T");
        for (int i = 0; i < MANY_SESSIONS; i++) {
            lines.op("retrieve_session", "stress-" + i, "S" + i)
                    .op("finish", "S" + i)
                    .op("close", "S" + i);
        }
        return lines.op("finish", "T").op("close", "T").text();
    }
}
