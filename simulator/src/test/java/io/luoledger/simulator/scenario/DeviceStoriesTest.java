package io.luoledger.simulator.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.luoledger.event.DeviceBody.DeviceEnumerated;
import io.luoledger.event.DeviceBody.DmaProgress;
import io.luoledger.event.Draft;
import io.luoledger.event.FileBody.FileIdentified;
import io.luoledger.event.PciAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeviceStoriesTest {
    private final List<Draft> events = new ArrayList<>();
    private final List<String> calls = new ArrayList<>();

    private void tell(String name) {
        tell(name, "next");
    }

    private void tell(String name, String kernel) {
        new ScenarioRun(
                        Scenarios.find(name).orElseThrow(),
                        "h",
                        List.of(kernel),
                        List.of(),
                        1,
                        0,
                        (stage, result) -> calls.add(stage + " " + result.op().name() + " "
                                + String.join(" ", result.op().arguments()) + ": " + result.result()))
                .forEach(events::add);
    }

    private List<String> results(String op) {
        return calls.stream()
                .filter(call -> call.startsWith("2 " + op))
                .map(call -> call.substring(call.lastIndexOf(' ') + 1))
                .toList();
    }

    /** Addresses before and after the kexec, by path, of what moved. */
    private Map<String, String> moved() {
        Map<String, PciAddress> before = new HashMap<>();
        Map<String, String> moved = new TreeMap<>();
        for (Draft draft : events) {
            if (draft.body() instanceof DeviceEnumerated function) {
                String path = function.identity().toString();
                PciAddress at = draft.boot().liveUpdate() == 0
                        ? before.put(path, function.address())
                        : before.getOrDefault(path, function.address());
                if (at != null && !at.equals(function.address()) && function.bridge() == null) {
                    moved.put(path, at + " to " + function.address());
                }
            }
        }
        return moved;
    }

    /** What becomes of each session's device: results of retrieving and finishing it. */
    @ParameterizedTest
    @CsvSource({
        "buses-renumbered,    OK ENODEV ENODEV, OK EBUSY EBUSY",
        "buses-kept,          OK OK OK,         OK OK OK",
        "hot-added-bridge,    ENODEV OK OK,     EBUSY OK OK",
        "hot-added-overlap,   ENODEV ENODEV OK, EBUSY EBUSY OK",
        "bridge-lost,         ENODEV OK,        EBUSY OK",
        "bridge-lost-refused, ENODEV OK,        EBUSY OK",
        "bridge-reset,        ENODEV OK,        EBUSY OK",
        "segments-renumbered, OK OK,            OK OK",
        "virtual-renumbered,  ENODEV,           EBUSY",
        "device-lost,         ENODEV OK,        EBUSY OK",
        "device-replaced,     OK OK,            OK OK",
        "device-moved,        ENODEV OK,        EBUSY OK",
        "device-hot-added,    OK OK,            OK OK",
        "wrong-reset,         OK,               OK",
        "driver-steals,       ENODEV OK,        EBUSY OK"
    })
    void shouldTellHowEachSessionsDeviceComesBack(String name, String retrieves, String finishes) {
        // When
        tell(name);

        // Then
        List<String> devices = calls.stream()
                .filter(call -> call.startsWith("2 retrieve in") && call.contains(".d: "))
                .map(call -> call.substring(call.lastIndexOf(' ') + 1))
                .toList();
        assertThat(String.join(" ", devices)).isEqualTo(retrieves);
        assertThat(String.join(" ", results("finish"))).isEqualTo(finishes);
    }

    @Test
    void shouldHandASessionAnotherDeviceWhenBusesAreRenumbered() {
        // When
        tell("buses-renumbered");

        // Then
        assertThat(moved())
                .containsEntry("04.0/00.0/00.0/00.0 1af4:1041", "0000:06:00.0 to 0000:04:00.0")
                .containsEntry("04.0/00.0/01.0/00.0 1234:11e8", "0000:07:00.0 to 0000:05:00.0")
                .containsEntry("05.0/00.0 1b36:0010", "0000:08:00.0 to 0000:06:00.0");
        assertThat(events)
                .extracting(Draft::body)
                .filteredOn(FileIdentified.class::isInstance)
                .singleElement()
                .satisfies(body -> assertThat(((FileIdentified) body).vendor()).isEqualTo(0x1b36));
    }

    @Test
    void shouldSwapTheSegmentsOfControllersThatAreFoundTheOtherWayRound() {
        // When
        tell("segments-renumbered");

        // Then
        assertThat(moved())
                .containsEntry("0e.0/00.0/00.0 1b36:0010", "10000:01:00.0 to 10001:01:00.0")
                .containsEntry("0f.0/00.0/00.0 1b36:0010", "10001:01:00.0 to 10000:01:00.0");
    }

    @Test
    void shouldStopTheDmaOfADeviceThatIsNoBusMasterAnyMore() {
        // When
        tell("dma-stopped", "roadmap");

        // Then
        assertThat(events)
                .extracting(Draft::body)
                .filteredOn(DmaProgress.class::isInstance)
                .extracting(body -> ((DmaProgress) body).address() + " stopped " + ((DmaProgress) body).stopped())
                .containsExactly("0000:03:00.0 stopped false", "0000:03:00.0 stopped true");
    }
}
