package io.luoledger.core;

import static io.luoledger.core.Given.given;

import io.luoledger.event.DeviceBody.DeviceEnumerated;
import io.luoledger.event.FileBody.FilePreserved;
import io.luoledger.event.KernelBody.BootOutcome;
import io.luoledger.event.PciAddress;
import io.luoledger.event.PciIdentity;
import io.luoledger.event.Result;
import io.luoledger.event.Session;
import io.luoledger.event.Token;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which hierarchy has a segment's number: the way from the root tells it, else the host bridges, else nobody. */
class SegmentTest {
    private static final int VMD = 0x10000;
    private static final List<Integer> DRIVE = List.of(0x08, 0);

    @Test
    void shouldFollowFunctionsWhoseControllersSwappedTheirSegments() {
        given(preserved(drive(VMD, 0x70, 0x08, 0), drive(VMD + 1, 0x78, 0x08, 0)))
                .when(log -> log.in(drive(VMD, 0x78, 0x08, 0), drive(VMD + 1, 0x70, 0x08, 0)))
                .then(
                        "BDF-REPLACED device 10000:01:00.0: 0f.0/01.0/00.0 1b36:0010",
                        "BDF-SEGMENT device 10001:01:00.0: 10000:01:00.0",
                        "BDF-CAUSE-SEGMENT device 10001:01:00.0: segment 0x10000",
                        "BDF-REPLACED device 10001:01:00.0: 0e.0/01.0/00.0 1b36:0010",
                        "BDF-SEGMENT device 10000:01:00.0: 10001:01:00.0",
                        "BDF-CAUSE-SEGMENT device 10000:01:00.0: segment 0x10001")
                .thenDevices(
                        "10000:01:00.0 PROMISED REPLACED at 10001:01:00.0",
                        "10001:01:00.0 PROMISED REPLACED at 10000:01:00.0");
    }

    @Test
    void shouldFollowDifferentFunctionsAtTheSameWayInSwappedSegments() {
        given(preserved(function(0, 0x1111), function(1, 0x2222)))
                .when(log -> log.in(function(0, 0x2222), function(1, 0x1111)))
                .then(
                        "BDF-REPLACED device 0000:01:00.0: 01.0/00.0 1b36:2222",
                        "BDF-SEGMENT device 0001:01:00.0: 0000:01:00.0",
                        "BDF-REPLACED device 0001:01:00.0: 01.0/00.0 1b36:1111",
                        "BDF-SEGMENT device 0000:01:00.0: 0001:01:00.0")
                .thenDevices(
                        "0000:01:00.0 PROMISED REPLACED at 0001:01:00.0",
                        "0001:01:00.0 PROMISED REPLACED at 0000:01:00.0");
    }

    @Test
    void shouldTellEqualDrivesByTheirHostBridges() {
        given(preserved(host(0, 0xaaaa), host(1, 0xbbbb), function(0, 0x0010), function(1, 0x0010)))
                .when(log -> log.in(host(0, 0xbbbb), function(0, 0x0010), host(1, 0xaaaa), function(1, 0x0010)))
                .then(
                        "BDF-REPLACED device 0000:01:00.0: 01.0/00.0 1b36:0010",
                        "BDF-SEGMENT device 0001:01:00.0: 0000:01:00.0",
                        "BDF-REPLACED device 0001:01:00.0: 01.0/00.0 1b36:0010",
                        "BDF-SEGMENT device 0000:01:00.0: 0001:01:00.0")
                .thenDevices(
                        "0000:01:00.0 PROMISED REPLACED at 0001:01:00.0",
                        "0001:01:00.0 PROMISED REPLACED at 0000:01:00.0");
    }

    @Test
    void shouldTellEqualDrivesByHostBridgesThatAreEnumeratedLater() {
        given(preserved(host(0, 0xaaaa), host(1, 0xbbbb), function(0, 0x0010), function(1, 0x0010)))
                .when(log -> log.in(function(0, 0x0010), function(1, 0x0010), host(0, 0xaaaa), host(1, 0xbbbb)))
                .then()
                .thenDevices(
                        "0000:01:00.0 PROMISED STABLE at 0000:01:00.0", "0001:01:00.0 PROMISED STABLE at 0001:01:00.0");
    }

    @Test
    void shouldNotCallEqualDrivesStableWhereNobodyTellsTheirHostBridges() {
        given(preserved(function(0, 0x0010), function(1, 0x0010)))
                .when(log -> log.in(function(0, 0x0010), function(1, 0x0010)).in(LogScript.retrieved("vm")))
                .then()
                .thenDevices("0000:01:00.0 PROMISED UNKNOWN", "0001:01:00.0 PROMISED UNKNOWN");
    }

    @Test
    void shouldTrustTheFirmwaresNumbersWhereHostBridgesAreAlike() {
        given(preserved(host(0, 0xaaaa), host(1, 0xaaaa), function(0, 0x0010), function(1, 0x0010)))
                .when(log -> log.in(host(0, 0xaaaa), host(1, 0xaaaa), function(0, 0x0010), function(1, 0x0010)))
                .then()
                .thenDevices(
                        "0000:01:00.0 PROMISED STABLE at 0000:01:00.0", "0001:01:00.0 PROMISED STABLE at 0001:01:00.0");
    }

    @Test
    void shouldNotTrustTheKernelsNumbersWhereHostBridgesAreAlike() {
        given(preserved(host(VMD, 0xaaaa), host(VMD + 1, 0xaaaa), function(VMD, 0x0010), function(VMD + 1, 0x0010)))
                .when(log -> log.in(host(VMD, 0xaaaa), host(VMD + 1, 0xaaaa))
                        .in(function(VMD, 0x0010), function(VMD + 1, 0x0010)))
                .then()
                .thenDevices("10000:01:00.0 PROMISED UNKNOWN", "10001:01:00.0 PROMISED UNKNOWN");
    }

    @Test
    void shouldNotTakeANewFunctionInAnotherSegmentForOneThatIsStillThere() {
        given(preserved(function(0, 0x0010)))
                .when(log -> log.in(function(0, 0x0010), function(1, 0x0010)))
                .then()
                .thenDevices("0000:01:00.0 PROMISED STABLE at 0000:01:00.0");
    }

    /** All of them enumerated; those on bus 1 preserved. */
    private static LogScript preserved(DeviceEnumerated... functions) {
        LogScript log = LogScript.host("h1").out(functions).out(LogScript.created("vm"));
        for (int i = 0; i < functions.length; i++) {
            if (functions[i].address().bus() == 1) {
                log.out(new FilePreserved(
                        Session.named("vm"),
                        new Token(i + 1),
                        "vfio-pci-v1",
                        null,
                        functions[i].address(),
                        Result.success()));
            }
        }
        return log.out(LogScript.handover()).boot("7.3.4", 1, BootOutcome.RESTORED);
    }

    private static DeviceEnumerated host(int segment, int device) {
        return enumerated(PciAddress.of(segment, 0, 0), List.of(0), device);
    }

    private static DeviceEnumerated function(int segment, int device) {
        return enumerated(PciAddress.of(segment, 1, 0), DRIVE, device);
    }

    private static DeviceEnumerated drive(int segment, Integer... path) {
        return enumerated(PciAddress.of(segment, 1, 0), List.of(path), 0x0010);
    }

    private static DeviceEnumerated enumerated(PciAddress address, List<Integer> path, int device) {
        return new DeviceEnumerated(
                address, new PciIdentity(path, 0, 0x1b36, device), null, null, null, false, null, Result.success());
    }
}
