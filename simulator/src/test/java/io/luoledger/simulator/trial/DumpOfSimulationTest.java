package io.luoledger.simulator.trial;

import static org.assertj.core.api.Assertions.assertThat;

import io.luoledger.abi.Catalogue;
import io.luoledger.abi.memory.DumpReader;
import io.luoledger.abi.memory.DumpReader.Dump;
import io.luoledger.abi.memory.PreservedMemory;
import io.luoledger.simulator.Journal;
import io.luoledger.simulator.Machine;
import io.luoledger.simulator.file.OpenFile;
import io.luoledger.simulator.file.ShmemInode;
import io.luoledger.simulator.kernel.Kernel;
import io.luoledger.simulator.kernel.KernelProfiles;
import io.luoledger.simulator.kernel.UserProcess;
import io.luoledger.simulator.memory.PhysicalMemory;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What a simulated kernel leaves in memory is read by a descriptor as what real ones leave. */
class DumpOfSimulationTest {
    private static final int PAGE = 4096;
    private static final int PAGES = 600;
    private static final long LOOKED_AT_BYTES = 64L << 20;

    @Test
    void shouldReadWhatASimulatedKernelLeaves() {
        // Given
        Machine machine = new Machine(Journal.unread(), Machine.DEFAULT_MEMORY_BYTES);
        Kernel kernel = machine.powerOn(KernelProfiles.find("7.3").orElseThrow());
        UserProcess agent = kernel.process();
        int session = agent.createSession(agent.openLiveUpdate(), "s1".getBytes(StandardCharsets.US_ASCII));
        ShmemInode inode = new ShmemInode(kernel.kho().memory(), 0, 0, true);
        inode.allocate(0, 0, (long) PAGES * PAGE);
        agent.preserve(
                session,
                agent.descriptors()
                        .open(new OpenFile(inode, OpenFile.O_RDWR, OpenFile.Seek.REAL, "/memfd:", null, null), true),
                1);
        PreservedMemory memory = pages(kernel.kexec().memory());

        // When
        Dump dump = DumpReader.read(memory, Catalogue.find("7.3").orElseThrow(), null);

        // Then
        assertThat(dump.flbs())
                .extracting("name")
                .containsExactly("liveupdate-test-flb-v0", "liveupdate-test-flb-v1", "liveupdate-test-flb-v2");
        assertThat(dump.sessions()
                        .getFirst()
                        .entries()
                        .getFirst()
                        .blocks()
                        .getFirst()
                        .entries()
                        .getFirst()
                        .memfd())
                .satisfies(memfd ->
                        assertThat(Objects.requireNonNull(memfd).folios()).hasSize(PAGES));
    }

    private static PreservedMemory pages(PhysicalMemory memory) {
        PreservedMemory pages = new PreservedMemory(PAGE, Machine.DEFAULT_MEMORY_BYTES);
        for (long at = PhysicalMemory.LOW_MEMORY_END; at < LOOKED_AT_BYTES; at += PAGE) {
            if (memory.frame(at) != null) {
                pages.put(at, memory.bytes(at, PAGE));
            }
        }
        return pages;
    }
}
