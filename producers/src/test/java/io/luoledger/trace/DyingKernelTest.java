package io.luoledger.trace;

import static org.assertj.core.api.Assertions.assertThat;

import io.luoledger.event.Draft;
import io.luoledger.event.KernelBody;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Incoming kernels that can't read what they were left: what trace and console tell together. */
class DyingKernelTest {
    @Test
    void shouldTellAPanicOverTheReceivedState() {
        assertThat(kernelEvents("abi-mismatch/a"))
                .containsExactly(
                        "0 HandoverStarted[result=OK]",
                        "1 KernelBooted[outcome=PANIC, fromKernel=null, sessions=null, files=null, flbs=null,"
                                + " message=luo: LUO state is incompatible with 'luo-v6'; Kernel panic - not syncing: The"
                                + " incoming tree failed to initialize properly [-22], disabling live update,"
                                + " result=EINVAL, subtrees=[], unknownParameters=[]]");
    }

    @Test
    void shouldTellABootThatRefusedAndWentCold() {
        // Given / When
        Captures.Imported imported = Captures.scenario("abi-mismatch/c", true);

        // Then
        assertThat(imported.ofBoot(1).getFirst().body().toString())
                .startsWith("KernelBooted[outcome=REFUSED_COLD, fromKernel=null");
        assertThat(imported.ofBoot(1)).allMatch(draft -> draft.boot().liveUpdate() == 0);
    }

    @Test
    void shouldTellADeviceThatCanNotBeOpened() {
        // Given / When
        List<String> told = Captures.scenario("abi-mismatch/b", true).told();

        // Then
        assertThat(told)
                .contains(
                        "1 KernelBooted[outcome=RESTORED, fromKernel=7.3.4, sessions=null, files=null, flbs=3, message=luo:"
                                + " Retrieved live update data, liveupdate number: 1, result=OK, subtrees=[],"
                                + " unknownParameters=[]]")
                .endsWith(
                        "1 LiveUpdateOpened[result=EIO, opener=null, missingHandler=memfd-v2, registeredHandlers=[]]");
    }

    @Test
    void shouldTellAKernelWithoutLiveUpdate() {
        assertThat(kernelEvents("abi-mismatch/g-config"))
                .last()
                .isEqualTo("1 KernelBooted[outcome=UNAVAILABLE, fromKernel=7.3.4, sessions=null, files=null, flbs=null,"
                        + " message=null, result=OK, subtrees=[], unknownParameters=[]]");
    }

    @Test
    void shouldTellADeathDuringOpen() {
        assertThat(kernelEvents("abi-mismatch/e5"))
                .last()
                .isEqualTo("1 KernelDied[during=open, panic=true, message=Oops: general protection fault, probably for"
                        + " non-canonical address 0xe1d4f000ff53f000: 0000 [#1] SMP, result=OK]");
    }

    @Test
    void shouldReadTheTraceBufferThatADyingKernelPrinted() {
        // Given / When
        Captures.Imported imported = Captures.scenario("abi-mismatch/e4", true);

        // Then
        assertThat(imported.told())
                .contains("1 SessionFinished[session=s1, result=OK]")
                .endsWith(
                        "1 KernelDied[during=finish, panic=true, message=BUG: unable to handle page fault for address:"
                                + " 001053f000ff53f8, result=OK]");
        // it died inside of the second session's finish
        assertThat(imported.told()).noneMatch(line -> line.contains("Finished[session=s2"));
        assertThat(imported.ofBoot(1))
                .filteredOn(draft -> draft.at().monotonicNanos() == null)
                .isNotEmpty();
    }

    @Test
    void shouldPutAWarningIntoTheCallThatItWasPrintedIn() {
        // Given / When
        List<String> types = Captures.scenario("abi-mismatch/t-out", true).ofBoot(1).stream()
                .map(draft -> draft.body().type())
                .toList();

        // Then
        int warned = types.indexOf("KernelWarned");
        assertThat(types.subList(warned - 2, warned + 2))
                .containsExactly("SessionFinished", "FileFinished", "KernelWarned", "FileFinished");
    }

    private static List<String> kernelEvents(String scenario) {
        return Captures.scenario(scenario, true).events().stream()
                .filter(draft -> draft.body() instanceof KernelBody)
                .map(DyingKernelTest::told)
                .toList();
    }

    private static String told(Draft draft) {
        return draft.boot().liveUpdate() + " " + draft.body();
    }
}
