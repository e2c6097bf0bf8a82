package io.luoledger.core;

import static io.luoledger.core.Given.given;

import io.luoledger.event.DeviceBody.BridgeBuses;
import io.luoledger.event.DeviceBody.DeviceEnumerated;
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

/** ACS and ARI of the ports above preserved functions. */
class ControlsTest {
    private static final PciAddress NET = PciAddress.parse("0000:03:00.0");

    @Test
    void shouldWarnBeforeTheKexecOfAcsThatAKernelDoesNotSetByItself() {
        given(LogScript.host("h1").out(port(0x1c, false), net(), LogScript.created("vm")))
                .when(log -> log.out(file()))
                .then("BDF-RISK-ACS device 0000:03:00.0: 0x001c");
    }

    @Test
    void shouldSayNothingOfAcsThatIsSwitchedOnInFullOrNotKnown() {
        given(LogScript.host("h1").out(port(0x5d, false), net(), LogScript.created("vm")))
                .when(log -> log.out(file()))
                .then();
        given(LogScript.host("h1").out(port(null, false), net(), LogScript.created("vm")))
                .when(log -> log.out(file()))
                .then();
    }

    @Test
    void shouldTellControlsThatTheNextKernelDoesNotKeep() {
        given(preserved())
                .when(log -> log.in(port(0x5d, true), net()))
                .then("BDF-ACS bridge 0000:00:04.0: 0x005d", "BDF-ARI bridge 0000:00:04.0: ARI forwarding on");
    }

    @Test
    void shouldSayNothingOfControlsThatAreKeptOrNotKnown() {
        given(preserved()).when(log -> log.in(port(0x1d, false), net())).then();
        given(preserved()).when(log -> log.in(port(null, null), net())).then();
    }

    @Test
    void shouldSayNothingOfAPortWithNothingPreservedBelowIt() {
        given(LogScript.host("h1")
                        .out(port(0x1d, false), net(), LogScript.created("vm"), LogScript.preserved("vm", 1))
                        .out(LogScript.handover())
                        .boot("7.3.4", 1, BootOutcome.RESTORED))
                .when(log -> log.in(port(0, true), net()))
                .then();
    }

    private static LogScript preserved() {
        return LogScript.host("h1")
                .out(port(0x1d, false), net(), LogScript.created("vm"), file(), LogScript.handover())
                .boot("7.3.4", 1, BootOutcome.RESTORED);
    }

    private static FilePreserved file() {
        return new FilePreserved(Session.named("vm"), new Token(1), "vfio-pci-v1", null, NET, Result.success());
    }

    private static DeviceEnumerated port(@Nullable Integer acsControl, @Nullable Boolean ariForwarding) {
        return new DeviceEnumerated(
                PciAddress.parse("0000:00:04.0"),
                new PciIdentity(List.of(0x20), 0, 0x1b36, 0x000c),
                null,
                new BridgeBuses(0, 3, 3),
                null,
                false,
                null,
                Result.success(),
                acsControl,
                ariForwarding,
                null);
    }

    private static DeviceEnumerated net() {
        return new DeviceEnumerated(
                NET,
                new PciIdentity(List.of(0x20, 0), 0, 0x1af4, 0x1041),
                null,
                null,
                null,
                false,
                null,
                Result.success());
    }
}
