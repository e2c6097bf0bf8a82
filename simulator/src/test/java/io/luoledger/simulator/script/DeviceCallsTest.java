package io.luoledger.simulator.script;

import static org.assertj.core.api.Assertions.assertThat;

import io.luoledger.simulator.Journal;
import io.luoledger.simulator.kernel.KernelProfiles;
import io.luoledger.simulator.script.ResultLine.OpResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the calls on devices give, beyond what was recorded. */
class DeviceCallsTest {
    private static final String BOUND = """
            machine switched
            %1
            label net 0000:03:00.0
            bind @net vfio-pci
            cdev d @net
            iommufd io
            ioas io space
            bind_iommufd d io
            attach d space
            """;

    private static List<OpResult> run(String kernel, String text) {
        OpScript script = OpScript.parse("calls", text);
        List<OpResult> results = new ArrayList<>();
        new ScriptRunner(Journal.unread(), List.of(KernelProfiles.find(kernel).orElseThrow()), "b00", script.platform())
                .run(List.of(script), line -> results.addAll(line.ops()));
        return results;
    }

    private static List<String> results(String kernel, String text, int skipped) {
        return run(kernel, text).stream()
                .skip(skipped)
                .map(result -> String.valueOf(result.result()))
                .toList();
    }

    @Test
    void shouldLetCallsWaitThatTakeTheDriverOffADeviceWithAnOpenFile() {
        // Given
        String script = BOUND + """
                create S S
                preserve S d 1
                unbind @net
                closefd d
                cdev again @net
                remove @net
                device @net
                close S
                device 0000:03:00.0
                """;

        // When
        List<OpResult> results = run("next", script);

        // Then
        assertThat(results.stream().skip(9).map(OpResult::result))
                .containsExactly("BLOCKED", "OK", "ENODEV", "BLOCKED", "OK", "OK", "OK");
        assertThat(results.get(13).out()).containsEntry("driver", "vfio-pci");
        assertThat(results.getLast().out()).isEqualTo(Map.of("present", false));
    }

    @Test
    void shouldFreeADeviceOfTheSeedWithItsTableEvenIfItsEntryWasNeverFinished() {
        // Given: a second file of the first device loses the third from the table, and leaves the second in it twice
        String text = """
                machine switched
                %1
                label a 0000:03:00.0
                label b 0000:05:00.0
                label c 0000:41:00.0
                bind @a vfio-pci
                bind @b vfio-pci
                bind @c vfio-pci
                cdev a @a
                cdev a.again @a
                cdev b @b
                cdev c @c
                create vm S
                preserve S a 1
                preserve S b 2
                preserve S c 3
                preserve S a.again 4
                %2
                bind @a vfio-pci
                bind @b vfio-pci
                bind @c vfio-pci
                iommufd io
                retrieve_session vm S
                retrieve S 1 a
                retrieve S 2 b
                retrieve S 3 c
                retrieve S 4 a.again
                bind_iommufd a io
                bind_iommufd b io
                bind_iommufd c io
                closefd a
                closefd b
                cdev x @b
                finish S
                cdev x @b
                device @b
                """;

        // When
        List<OpResult> results = run("seed", text);

        // Then
        List<OpResult> last = results.subList(results.size() - 4, results.size());
        assertThat(last).extracting(OpResult::result).containsExactly("EBUSY", "OK", "OK", "OK");
        assertThat(last.getLast().out()).containsEntry("incoming", false);
    }

    @Test
    void shouldMapForDevicesWhatTheyMayAddressAndNothingTwice() {
        // Given
        String script = BOUND + """
                mkfd m memfd:16384
                map io space 0x1000 0x2000 m
                map io space 0x2000 0x1000 m
                map io space 0x4000 0x1000 m 0x4000
                map io space 0x4001 0x1000 m
                map io space 0x4000 0 m
                map io space 0xfee00000 0x1000 m
                map io space 0xfffffffffffff000 0x2000 m
                map io 7 0x4000 0x1000 m
                map io space 0x8000 0x1000 eventfd
                mkfd e eventfd
                map io space 0x8000 0x1000 e
                mkfd r reopen_ro:m
                map io space 0x8000 0x1000 r
                unmap io space 0x2000 0x1000
                unmap io space 0x8000 0x1000
                unmap io space 0 0x10000
                """;

        // When
        List<String> results = results("7.3", script, 7);

        // Then
        assertThat(results)
                .containsExactly(
                        "OK",
                        "OK",
                        "EEXIST",
                        "EFAULT",
                        "EINVAL",
                        "EINVAL",
                        "EINVAL",
                        "EOVERFLOW",
                        "ENOENT",
                        "SCRIPT",
                        "OK",
                        "ENODEV",
                        "OK",
                        "EACCES",
                        "ENOENT",
                        "ENOENT",
                        "OK");
    }

    @Test
    void shouldKeepMappingsThatADeviceMayNotAddressFromBeingAttached() {
        // Given
        String script = """
                machine switched
                %1
                bind 0000:03:00.0 vfio-pci
                cdev d 0000:03:00.0
                iommufd io
                ioas io space
                mkfd m memfd:4096
                map io space 0xfee00000 0x1000 m
                bind_iommufd d io
                attach d space
                unmap io space 0xfee00000 0x1000
                attach d space
                """;

        // When
        List<String> results = results("next", script, 5);

        // Then
        assertThat(results).containsExactly("OK", "OK", "EADDRINUSE", "OK", "OK");
    }

    @Test
    void shouldOpenVirtualFunctionsToThoseWhoKnowTheTokenOfThePhysicalOne() {
        // Given
        String script = """
                machine switched
                %1
                bind 0000:05:00.0 vfio-pci
                numvfs 0000:05:00.0 2
                bind 0000:05:00.1 vfio-pci
                bind 0000:03:00.0 vfio-pci
                iommufd io
                cdev net 0000:03:00.0
                cdev pf 0000:05:00.0
                cdev vf 0000:05:00.1
                bind_iommufd net io secret
                bind_iommufd vf io secret
                bind_iommufd pf io secret
                bind_iommufd vf io
                bind_iommufd vf io wrong
                bind_iommufd vf io secret
                closefd pf
                cdev pf2 0000:05:00.0
                bind_iommufd pf2 io
                bind_iommufd pf2 io other
                bind_iommufd pf2 io secret
                """;

        // When
        List<String> results = results("next", script, 8);

        // Then
        assertThat(results)
                .containsExactly(
                        "EINVAL", "EACCES", "OK", "EACCES", "EACCES", "OK", "OK", "OK", "EACCES", "EACCES", "OK");
    }

    @Test
    void shouldTakeDevicesThatNoIommuIsolatesOverALiveUpdateAsOthers() {
        // Given
        String script = """
                machine switched
                %1
                label net 0000:03:00.0
                device @net
                bind @net vfio-pci
                container c
                group g @net
                set_container g c
                set_iommu c vfio_type1v2_iommu
                set_iommu c vfio_noiommu_iommu
                mkfd m memfd:4096
                map c - 0 4096 m
                closefd g
                cdev d @net
                iommufd io
                ioas io space
                bind_iommufd d io
                attach d space
                map io space 0 4096 m
                dma d 0 4096
                create S S
                preserve S d 1
                %2
                retrieve_session S S
                bind @net vfio-pci
                cdev early @net
                retrieve S 1 d
                iommufd io
                ioas io space
                bind_iommufd d io
                attach d space
                finish S
                """;

        // When
        List<OpResult> results = run("next+noiommu", script);

        // Then
        assertThat(results.stream().map(OpResult::result))
                .containsExactly(
                        "OK", "OK", "OK", "OK", "OK", "OK", "ENODEV", "OK", "OK", "ENOTTY", "OK", "OK", "OK", "OK",
                        "OK", "OK", "OK", "OK", "OK", "OK", "OK", "OK", "EBUSY", "OK", "OK", "OK", "OK", "OK", "OK");
        assertThat(results.get(1).out()).containsEntry("group", -1);
        assertThat(results.get(11).out()).containsEntry("path", "/dev/vfio/devices/noiommu-vfio0");
    }

    @Test
    void shouldMakeACallOnlyWhenTheOneBeforeItFailed() {
        // Given
        String script = """
                %1
                create one A
                else create two B
                create one C
                else create three D
                else create four E
                close D
                """;

        // When, Then
        assertThat(results("7.3", script, 0)).containsExactly("OK", "SCRIPT", "EEXIST", "OK", "OK", "OK");
    }
}
