package io.luoledger.core;

import static io.luoledger.core.Given.given;

import io.luoledger.event.DeviceBody.BridgeBuses;
import io.luoledger.event.DeviceBody.DeviceEnumerated;
import io.luoledger.event.DeviceBody.VirtualOf;
import io.luoledger.event.FileBody.FilePreserved;
import io.luoledger.event.KernelBody.BootOutcome;
import io.luoledger.event.PciAddress;
import io.luoledger.event.PciIdentity;
import io.luoledger.event.Result;
import io.luoledger.event.Session;
import io.luoledger.event.Token;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A virtual function is told apart by its physical function and its number. */
class VirtualFunctionTest {
    private static final int FIRST = 0x10;

    /** Three virtual functions at distance 10, 11 and 12 of 03:00.0, of which the second and the third are preserved. */
    private static LogScript preserved() {
        return LogScript.host("h1")
                .out(port(3), physical(3), virtual(3, 0, FIRST), virtual(3, 1, FIRST + 1), virtual(3, 2, FIRST + 2))
                .out(LogScript.created("vm"), file(1, FIRST + 1), file(2, FIRST + 2), LogScript.handover())
                .boot("7.3.4", 1, BootOutcome.RESTORED);
    }

    @Test
    void shouldCallVirtualFunctionsStableThatAreMadeAgainWhereTheyWere() {
        given(preserved())
                .when(log -> log.in(
                        port(3), physical(3), virtual(3, 0, FIRST), virtual(3, 1, FIRST + 1), virtual(3, 2, FIRST + 2)))
                .then()
                .thenDevices(
                        "0000:03:02.1 PROMISED STABLE at 0000:03:02.1", "0000:03:02.2 PROMISED STABLE at 0000:03:02.2");
    }

    @Test
    void shouldTellByTheNumberWhichOneMovedWhenTheStrideIsAnother() {
        given(preserved())
                .when(log -> log.in(
                        port(3), physical(3), virtual(3, 0, FIRST), virtual(3, 1, FIRST + 2), virtual(3, 2, FIRST + 4)))
                .then(
                        "BDF-REPLACED device 0000:03:02.2: virtual function 1 of 0000:03:00.0",
                        "BDF-MOVED device 0000:03:02.1: 0000:03:02.2",
                        "BDF-CAUSE-VF device 0000:03:02.1: at distance 18, 0000:03:02.2",
                        "BDF-MOVED device 0000:03:02.2: 0000:03:02.4",
                        "BDF-CAUSE-VF device 0000:03:02.2: at distance 20, 0000:03:02.4")
                .thenDevices(
                        "0000:03:02.1 PROMISED MOVED at 0000:03:02.2",
                        "0000:03:02.2 PROMISED REPLACED at 0000:03:02.4");
    }

    @Test
    void shouldNotBlameTheStrideWhenThePhysicalFunctionMoved() {
        given(preserved())
                .when(log -> log.in(port(7), physical(7), virtual(7, 1, FIRST + 1)))
                .then(
                        "BDF-BRIDGE-BUSES bridge 0000:00:04.0: buses 07-07",
                        "BDF-MOVED device 0000:03:02.1: 0000:07:02.1",
                        "BDF-CAUSE-RENUMBERED device 0000:03:02.1: buses 07-07")
                .thenDevices("0000:03:02.1 PROMISED MOVED at 0000:07:02.1", "0000:03:02.2 PROMISED UNKNOWN");
    }

    @Test
    void shouldNotTakeAVirtualFunctionThatWasNotPreservedForAMissingOne() {
        given(preserved())
                .when(log -> log.in(port(3), physical(3), virtual(3, 0, FIRST + 7)))
                .then()
                .thenDevices("0000:03:02.1 PROMISED UNKNOWN", "0000:03:02.2 PROMISED UNKNOWN");
    }

    @Test
    void shouldTakeTheFirstMissingOneOfItsKindWhereNobodyNumbersThem() {
        given(LogScript.host("h1")
                        .out(port(3), physical(3), unnumbered(3, FIRST))
                        .out(LogScript.created("vm"), file(1, FIRST), LogScript.handover())
                        .boot("7.3.4", 1, BootOutcome.RESTORED))
                .when(log -> log.in(port(3), physical(3), unnumbered(3, FIRST + 1)))
                .then(
                        "BDF-MOVED device 0000:03:02.0: 0000:03:02.1",
                        "BDF-CAUSE-VF device 0000:03:02.0: made again at 0000:03:02.1");
    }

    private static FilePreserved file(long token, int devfn) {
        return new FilePreserved(
                Session.named("vm"),
                new Token(token),
                "vfio-pci-v1",
                null,
                PciAddress.of(0, 3, devfn),
                Result.success());
    }

    private static DeviceEnumerated port(int bus) {
        return function(0, List.of(0x20), new BridgeBuses(0, bus, bus), null, false);
    }

    private static DeviceEnumerated physical(int bus) {
        return function(bus, List.of(0x20, 0), null, null, false);
    }

    private static DeviceEnumerated virtual(int bus, int number, int devfn) {
        return function(bus, List.of(0x20, devfn), null, new VirtualOf(PciAddress.of(0, bus, 0), number), true);
    }

    private static DeviceEnumerated unnumbered(int bus, int devfn) {
        return function(bus, List.of(0x20, devfn), null, null, true);
    }

    private static DeviceEnumerated function(
            int bus, List<Integer> path, @Nullable BridgeBuses bridge, @Nullable VirtualOf virtualOf, boolean virtual) {
        return new DeviceEnumerated(
                PciAddress.of(0, bus, path.getLast()),
                new PciIdentity(path, 0, 0x8086, virtual ? 0x10ca : bridge != null ? 0x000c : 0x10c9),
                null,
                bridge,
                null,
                virtual,
                null,
                Result.success(),
                null,
                null,
                virtualOf);
    }
}
