package io.luoledger.trace;

import static io.luoledger.trace.Captures.bodies;
import static io.luoledger.trace.Captures.imported;
import static org.assertj.core.api.Assertions.assertThat;

import io.luoledger.event.KernelBody.KernelBooted;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Boots to which nothing was handed over, and what the texts say of why. */
class CarriedOverTest {
    // ---- images that carry nothing over ----

    private static final String LOADED = """
               init-1       [000] .....     4.480245: sys_kexec_load(entry: 100000, nr_segments: 4, segments: 55d0c1a0, flags: %s)
               init-1       [000] .....     5.068281: sys_kexec_load -> %s
            """;

    private static List<KernelBooted> bootedBehind(String load) {
        String name = "traces/simple-7.3-to-7.3";
        String outgoing = Captures.text(name + ".outgoing.trace");
        int reboot = outgoing.lastIndexOf('\n', outgoing.indexOf("sys_reboot(")) + 1;
        String incoming = "# tracer: nop\n#\n";
        return bodies(
                Captures.run(
                        List.of(
                                List.of(Captures.text(
                                        "out.trace",
                                        outgoing.substring(0, reboot) + load + outgoing.substring(reboot))),
                                List.of(Captures.text("in.trace", incoming))),
                        List.of()),
                KernelBooted.class);
    }

    @Test
    void shouldSayThatAnImageCarriedNothingOver() {
        assertThat(bootedBehind(LOADED.formatted("3e0000", "0x0")))
                .singleElement()
                .hasToString("KernelBooted[outcome=COLD, fromKernel=null, sessions=null, files=null, flbs=null,"
                        + " message=the image was loaded with kexec_load(2), which carries no KHO, result=OK, subtrees=[],"
                        + " unknownParameters=[]]");
    }

    @Test
    void shouldNotBlameALoadThatFailedOrWasForACrash() {
        assertThat(bootedBehind(LOADED.formatted("3e0000", "0xffffffffffffffea")))
                .noneMatch(booted -> booted.message() != null);
        assertThat(bootedBehind(LOADED.formatted("3e0001", "0x0"))).noneMatch(booted -> booted.message() != null);
    }

    @Test
    void shouldNameWhatTheConsoleSaysOfWhyLiveUpdateIsOff() {
        // Given
        String name = "traces/simple-7.3-to-7.3";
        String console = """
                [    0.000000] Linux version 7.3.4 (builder)
                [    0.100000] something else
                [    0.000000] Linux version 7.3.4 (builder)
                [    0.010000] KHO: found kexec handover data.
                [    0.200000] luo: Disabling liveupdate
                """;

        // When
        Captures.Imported imported = Captures.run(
                List.of(
                        List.of(Captures.file(name + ".outgoing.trace")),
                        List.of(Captures.text("in.trace", "# tracer: nop\n#\n"))),
                List.of(Captures.text("console.log", console)));

        // Then
        assertThat(bodies(imported, KernelBooted.class))
                .singleElement()
                .hasToString("KernelBooted[outcome=UNAVAILABLE, fromKernel=null, sessions=null, files=null, flbs=null,"
                        + " message=luo: Disabling liveupdate, result=OK, subtrees=[], unknownParameters=[]]");
    }
}
