package io.luoledger.simulator.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.luoledger.event.DeviceBody.DmaProgress;
import io.luoledger.event.Draft;
import io.luoledger.simulator.script.ResultLine.OpResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The series' selftests give on simulated kernels what they expect of real ones. */
class VfioSelftestsTest {
    private record Told(List<OpResult> results, List<Draft> events) {
        private List<String> of(String op) {
            return results.stream()
                    .filter(result -> result.op().name().equals(op))
                    .map(result -> String.valueOf(result.result()))
                    .toList();
        }
    }

    private static Told run(String scenario) {
        List<OpResult> results = new ArrayList<>();
        List<Draft> events = new ArrayList<>();
        new ScenarioRun(
                        Scenarios.find(scenario).orElseThrow(),
                        "h1",
                        List.of("7.3"),
                        List.of(),
                        1,
                        0,
                        (stage, result) -> results.add(result))
                .forEach(events::add);
        return new Told(results, events);
    }

    @ParameterizedTest
    @ValueSource(strings = {"vfio-uapi-iommufd", "vfio-uapi-iommufd-seed"})
    void shouldPreserveADeviceFileThatIsBoundToAnIommufd(String scenario) {
        assertThat(run(scenario).of("preserve")).containsExactly("OK");
    }

    @ParameterizedTest
    @ValueSource(strings = {"vfio-type1-iommu", "vfio-type1v2-iommu", "iommufd-compat-type1", "iommufd-compat-type1v2"})
    void shouldRefuseDeviceGroupAndContainerOfTheOldInterface(String mode) {
        assertThat(run("vfio-uapi-" + mode).of("preserve")).containsExactly("ENOENT", "ENOENT", "ENOENT");
        assertThat(run("vfio-uapi-" + mode + "-seed").of("preserve")).containsExactly("ENOENT", "ENOENT", "ENOENT");
    }

    @ParameterizedTest
    @ValueSource(strings = {"vfio-kexec", "vfio-kexec-seed"})
    void shouldGoThroughBothStagesOfTheKexecTest(String scenario) {
        // When
        Told told = run(scenario);

        // Then
        assertThat(told.of("retrieve_session")).containsExactly("ENOENT", "OK", "OK");
        assertThat(told.of("preserve")).containsExactly("OK", "OK", "OK");
        assertThat(told.of("map")).containsExactly("OK", "OK");
        assertThat(told.of("cdev")).containsExactly("OK", "EBUSY");
        assertThat(told.of("group_device")).containsOnly("EBUSY").hasSize(4);
        assertThat(told.of("retrieve")).containsExactly("OK", "OK", "OK");
        assertThat(told.of("finish")).containsExactly("EBUSY", "EBUSY", "OK", "OK");
        assertThat(told.of("info")).containsExactly("OK");
    }

    @ParameterizedTest
    @ValueSource(strings = {"vfio-kexec-several", "vfio-kexec-several-seed"})
    void shouldTakeSeveralDevicesThroughTheKexecTest(String scenario) {
        // When
        Told told = run(scenario);

        // Then
        assertThat(told.of("finish")).hasSize(16).filteredOn("OK"::equals).hasSize(8);
        assertThat(told.of("retrieve")).hasSize(12).containsOnly("OK");
    }

    @Test
    void shouldLetADeviceWriteToTheMemoryOfItsGuestThroughTheKexec() {
        // When
        Told told = run("vfio-continuous-dma");

        // Then
        List<String> contents = told.results().stream()
                .filter(result -> result.op().name().equals("bytes"))
                .map(result -> String.valueOf(result.out().get("hex")))
                .toList();
        assertThat(contents).hasSize(2).doesNotHaveDuplicates();
        List<DmaProgress> progress = told.events().stream()
                .map(draft -> draft.body() instanceof DmaProgress seen ? seen : null)
                .filter(Objects::nonNull)
                .toList();
        assertThat(progress).hasSize(3).noneMatch(DmaProgress::stopped);
        assertThat(told.of("preserve")).containsExactly("EINVAL", "EINVAL", "OK", "OK", "OK");
        assertThat(told.of("finish")).containsExactly("OK");
        assertThat(told.events())
                .filteredOn(draft -> draft.body() instanceof DmaProgress)
                .extracting(draft -> draft.boot().liveUpdate() + " " + draft.assumptions())
                .containsExactly("0 []", "0 [device-keeps-running]", "1 [device-keeps-running]");
    }

    @Test
    void shouldFindVirtualFunctionsAgainWhereTheyAreKept() {
        // When
        Told told = run("vfio-virtual-function");

        // Then
        OpResult virtual = told.results().stream()
                .filter(result -> result.op().arguments().contains("0000:05:00.1")
                        && result.op().name().equals("device"))
                .findFirst()
                .orElseThrow();
        assertThat(virtual.out()).containsEntry("present", true);
    }
}
