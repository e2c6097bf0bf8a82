package io.luoledger.simulator.scenario;

import io.luoledger.simulator.Dice;
import java.util.List;

/** What happens on real hosts: virtual machines over updates, and agents that don't behave. */
final class HostStories {
    private static final long STORY_SEED = 1;

    private HostStories() {}

    static List<Scenario> all() {
        return List.of(
                new Scenario(
                        "vm-host",
                        "a host with virtual machines over two updates, everything retrieved and finished",
                        List.of(),
                        VmHost.life(new Dice(STORY_SEED), 2)),
                new Scenario(
                        "agent-crash",
                        "the agent dies before the reboot, and preserves again",
                        List.of(),
                        agentCrash()),
                new Scenario("double-agent", "a second agent finds the device taken", List.of(), doubleAgent()),
                new Scenario(
                        "late-retrieve", "files are retrieved after other sessions have finished", List.of(), late()),
                new Scenario("partial-retrieve", "one file and one session are never retrieved", List.of(), partial()),
                new Scenario(
                        "aborted-reboot",
                        "a file refuses to freeze, and the second reboot succeeds",
                        List.of(),
                        aborted()),
                new Scenario(
                        "failed-retrieve", "a file can't be retrieved, once and for all", List.of(), failedRetrieve()),
                new Scenario(
                        "tmpfs-retried",
                        "a file of a tmpfs is asked for in the wrong way first, and comes back into a file of a tmpfs",
                        List.of("7.3+file-args"),
                        tmpfs().op("retrieve", "A", 1)
                                .op("retrieve_with", "A", 2, "t")
                                .op("retrieve_with", "A", 1, "t", "f")
                                .op("retrieve", "A", 2, "m")
                                .op("finish", "A")
                                .op("close", "A")
                                .text()),
                new Scenario(
                        "tmpfs-silent",
                        "the next kernel takes a file of a tmpfs for a memfd, and nobody notices",
                        List.of("7.3+file-args", "7.3"),
                        tmpfs().op("retrieve", "A", 1, "f")
                                .op("retrieve", "A", 2, "m")
                                .op("finish", "A")
                                .op("close", "A")
                                .text()),
                new Scenario(
                        "retrieve-into",
                        "a file of a tmpfs comes back into one that the caller gives, by a call of its own",
                        List.of("7.3+retrieve-into-fd"),
                        tmpfs().op("retrieve_into", "A", 1, "t", "f")
                                .op("retrieve", "A", 2, "m")
                                .op("finish", "A")
                                .op("close", "A")
                                .text()),
                new Scenario(
                        "bad-pages",
                        "pages with memory errors are left alone by the next kernel, and used by one with another version of their list",
                        List.of("7.3+hwpoison", "7.3+hwpoison", "7.3+hwpoison-v2"),
                        preserved()
                                .op("poison", 3)
                                .stage(2)
                                .op("poisoned")
                                .takeBack("vm-1", "A", "a1", "a2")
                                .takeBack("vm-2", "B", "b1")
                                .stage(3)
                                .op("poisoned")
                                .text()),
                new Scenario(
                        "crash-log",
                        "a crash log is left in an encoding that the next kernel doesn't read",
                        List.of("7.3+pstore-fdt", "7.3+pstore"),
                        preserved()
                                .op("pstore_write", 5000)
                                .stage(2)
                                .op("pstore_read")
                                .takeBack("vm-1", "A", "a1", "a2")
                                .takeBack("vm-2", "B", "b1")
                                .text()),
                new Scenario(
                        "feature-lost",
                        "the next kernel doesn't know an optional feature: everything comes back but what that held",
                        List.of("7.3+features-optional", "7.3+features"),
                        allBack()),
                new Scenario(
                        "feature-refused",
                        "the next kernel doesn't know a required feature, and panics",
                        List.of("7.3+features-required", "7.3+features"),
                        allBack()),
                new Scenario(
                        "feature-rolled-out",
                        "a required feature reaches a kernel that knows it and doesn't use it",
                        List.of("7.3+features-required", "7.3+features-transition"),
                        allBack()),
                new Scenario(
                        "versions-mixed",
                        "a kernel that knows of no versions reads what was left for it beside them",
                        List.of("7.3+versions-mixed", "7.3"),
                        allBack()),
                new Scenario(
                        "versions-plain",
                        "a kernel that knows of no versions finds nothing else, and panics",
                        List.of("7.3+versions", "7.3"),
                        allBack()),
                new Scenario(
                        "scratch-renamed",
                        "the next kernel has another name for a parameter of the boot line, and goes by its default",
                        List.of("7.3+kho_scratch", "7.3+bootmem+kho_scratch"),
                        allBack()),
                new Scenario("power-loss", "the host loses power with everything preserved", List.of(), powerLoss()),
                new Scenario(
                        "systemd",
                        "PID 1 keeps its units' files in a session of its own and gives them back; one isn't asked for",
                        List.of(),
                        systemd()),
                new Scenario(
                        "rolling",
                        "up to a newer kernel, and back",
                        List.of("7.2", "7.3", "7.2"),
                        VmHost.life(new Dice(STORY_SEED + 1), 2)),
                new Scenario("noexec", "a memfd sealed against execution comes back write-sealed", List.of(), noexec()),
                new Scenario(
                        "fallocated",
                        "what is written into a memfd's fallocated pages after the preserve is lost",
                        List.of("6.19"),
                        fallocated()),
                new Scenario(
                        "empty-block",
                        "51 sessions, then a refused one: the next kernel panics",
                        List.of(),
                        emptyBlock()),
                new Scenario(
                        "abi-silent",
                        "the next kernel reads size and position of memfds the wrong way round, and nobody notices",
                        List.of("7.3", "7.3+memfd-swapped"),
                        VmHost.life(new Dice(STORY_SEED + 2), 1)),
                new Scenario(
                        "abi-refused",
                        "the next kernel doesn't know the memfd handler: no session can be reached",
                        List.of("7.3", "7.3+memfd-bump"),
                        VmHost.life(new Dice(STORY_SEED + 3), 1)));
    }

    private static Lines preserved() {
        return new Lines()
                .stage(1)
                .op("create", "vm-1", "A")
                .op("mkfd", "a1", "memfd:16384")
                .op("preserve", "A", "a1", 1)
                .op("preserve", "A", "memfd:4096", 2)
                .op("create", "vm-2", "B")
                .op("preserve", "B", "memfd:8192", 1);
    }

    /** A file of a tmpfs and a memfd, of which the first try has an argument that no handler takes. */
    private static Lines tmpfs() {
        return new Lines()
                .stage(1)
                .op("create", "vm-1", "A")
                .op("preserve", "A", "tmpfs_linked:9000", 1)
                .op("preserve", "A", "memfd:4096", 2, "0x1000")
                .op("preserve", "A", "memfd:4096", 2)
                .stage(2)
                .op("retrieve_session", "vm-1", "A")
                .op("mkfd", "t", "tmpfs_linked");
    }

    private static String allBack() {
        return preserved()
                .stage(2)
                .takeBack("vm-1", "A", "a1", "a2")
                .takeBack("vm-2", "B", "b1")
                .text();
    }

    private static String agentCrash() {
        return preserved()
                .op("crash")
                .op("create", "vm-1", "A")
                .op("preserve", "A", "memfd:16384", 1)
                .stage(2)
                .takeBack("vm-1", "A", "a1")
                .op("retrieve_session", "vm-2", "B")
                .text();
    }

    private static String doubleAgent() {
        return preserved()
                .op("opendev")
                .stage(2)
                .op("opendev")
                .op("retrieve_session", "vm-1", "A")
                .op("retrieve_session", "vm-1", "C")
                .op("retrieve", "A", 1, "a1")
                .op("retrieve", "A", 2, "a2")
                .op("finish", "A")
                .op("close", "A")
                .takeBack("vm-2", "B", "b1")
                .text();
    }

    private static String late() {
        return preserved()
                .stage(2)
                .takeBack("vm-1", "A", "a1", "a2")
                .op("wait", 60_000_000)
                .takeBack("vm-2", "B", "b1")
                .text();
    }

    private static String partial() {
        return preserved()
                .stage(2)
                .takeBack("vm-1", "A", "a1")
                .stage(3)
                .op("retrieve_session", "vm-2", "B")
                .text();
    }

    private static String aborted() {
        return preserved()
                .op("fault", "freeze", "EIO")
                .op("reboot")
                .op("stat", "a1")
                .stage(2)
                .takeBack("vm-1", "A", "a1", "a2")
                .takeBack("vm-2", "B", "b1")
                .text();
    }

    private static String failedRetrieve() {
        return preserved()
                .stage(2)
                .op("retrieve_session", "vm-1", "A")
                .op("fault", "retrieve", "EIO")
                .op("retrieve", "A", 1, "a1")
                .op("retrieve", "A", 1, "a1")
                .op("retrieve", "A", 2, "a2")
                .op("finish", "A")
                .op("close", "A")
                .text();
    }

    private static String powerLoss() {
        return preserved()
                .op("power_loss")
                .stage(2)
                .op("retrieve_session", "vm-1", "A")
                .text();
    }

    /**
     * A unit's own session, and systemd's with two files and the mapping, token 0, preserved last; PID 1 comes first in the
     * next kernel, retrieves by the mapping and finishes, and the unit gets its session from its fd store.
     */
    private static String systemd() {
        return new Lines()
                .stage(1)
                .op("create", "vm-7", "A")
                .op("preserve", "A", "memfd:16384", 1)
                .op("create", "systemd", "S")
                .op("preserve", "S", "memfd:8192", 1)
                .op("preserve", "S", "memfd:4096", 2)
                .op("preserve", "S", "memfd:4096", 0)
                .stage(2)
                .op("retrieve_session", "systemd", "S")
                .op("retrieve", "S", 0, "mapping")
                .op("retrieve", "S", 1, "s1")
                .op("retrieve_session", "vm-7", "A")
                .op("finish", "S")
                .op("close", "S")
                .op("retrieve", "A", 1, "a1")
                .op("finish", "A")
                .op("close", "A")
                .text();
    }

    private static String noexec() {
        return new Lines()
                .stage(1)
                .op("create", "vm-1", "A")
                .op("preserve", "A", "memfd_noexec:8192", 1)
                .stage(2)
                .op("retrieve_session", "vm-1", "A")
                .op("retrieve", "A", 1, "m")
                .op("stat", "m")
                .op("pwrite", "m", 0, 1)
                .op("finish", "A")
                .op("close", "A")
                .text();
    }

    private static String fallocated() {
        return new Lines()
                .stage(1)
                .op("mkfd", "m", "memfd:0")
                .op("ftruncate", "m", 16384)
                .op("fallocate", "m", 0, 0, 16384)
                .op("create", "vm-1", "A")
                .op("preserve", "A", "m", 1)
                .op("pwrite", "m", 4096, 100)
                .stage(2)
                .op("retrieve_session", "vm-1", "A")
                .op("retrieve", "A", 1, "m")
                .op("bytes", "m", 4096, 4)
                .op("finish", "A")
                .op("close", "A")
                .text();
    }

    private static String emptyBlock() {
        Lines lines = new Lines().stage(1);
        for (int i = 0; i < 51; i++) {
            lines.op("create", "n" + i, "S" + i);
        }
        return lines.op("create", "n0")
                .stage(2)
                .op("retrieve_session", "n0", "A")
                .text();
    }
}
