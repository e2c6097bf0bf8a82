package io.luoledger.core;

import static io.luoledger.core.Given.given;

import io.luoledger.event.DeviceBody.DeviceEnumerated;
import io.luoledger.event.DeviceBody.DeviceRemoved;
import io.luoledger.event.FileBody.FileIdentified;
import io.luoledger.event.FileBody.FilePreserved;
import io.luoledger.event.FileBody.FileRetrieved;
import io.luoledger.event.KernelBody.BootOutcome;
import io.luoledger.event.KernelBody.GapReason;
import io.luoledger.event.KernelBody.SourceGap;
import io.luoledger.event.PciAddress;
import io.luoledger.event.PciIdentity;
import io.luoledger.event.Result;
import io.luoledger.event.Session;
import io.luoledger.event.Side;
import io.luoledger.event.Token;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeviceTest {
    private static final PciAddress HERE = PciAddress.parse("0000:03:00.0");
    private static final PciAddress ELSEWHERE = PciAddress.parse("0000:04:00.0");
    private static final PciIdentity NET = new PciIdentity(List.of(0x20, 0), 0, 0x1af4, 0x1041);
    private static final PciIdentity OTHER = new PciIdentity(List.of(0x28, 0), 0, 0x1af4, 0x1042);
    private static final PciIdentity NET_ELSEWHERE = new PciIdentity(List.of(0x30, 0), 0, 0x1af4, 0x1041);

    private static DeviceEnumerated enumerated(PciAddress address, PciIdentity identity) {
        return new DeviceEnumerated(address, identity, null, null, null, false, null, Result.success());
    }

    private static LogScript preserved() {
        return LogScript.host("h1")
                .out(enumerated(HERE, NET), enumerated(ELSEWHERE, OTHER), LogScript.created("vm"))
                .out(new FilePreserved(Session.named("vm"), new Token(1), "vfio-pci-v1", null, HERE, Result.success()))
                .out(LogScript.handover())
                .boot("7.3.4", 1, BootOutcome.RESTORED);
    }

    @Test
    void shouldCallAFunctionStableThatIsWhereItWas() {
        given(preserved())
                .when(log -> log.in(enumerated(HERE, NET), enumerated(ELSEWHERE, OTHER)))
                .then()
                .thenDevices("0000:03:00.0 PROMISED STABLE at 0000:03:00.0");
    }

    @Test
    void shouldFollowAFunctionThatMoved() {
        given(preserved())
                .when(log -> log.in(enumerated(ELSEWHERE, NET)))
                .then("BDF-MOVED device 0000:03:00.0: 0000:04:00.0")
                .thenDevices("0000:03:00.0 PROMISED MOVED at 0000:04:00.0");
    }

    @Test
    void shouldTellAnotherFunctionAtThePreservedAddress() {
        given(preserved())
                .when(log -> log.in(enumerated(HERE, OTHER), enumerated(ELSEWHERE, NET)))
                .then(
                        "BDF-REPLACED device 0000:03:00.0: 05.0/00.0 1af4:1042",
                        "BDF-MOVED device 0000:03:00.0: 0000:04:00.0")
                .thenDevices("0000:03:00.0 PROMISED REPLACED at 0000:04:00.0");
    }

    @Test
    void shouldTellTheSameAddressOnAnotherPath() {
        given(preserved())
                .when(log -> log.in(enumerated(HERE, NET_ELSEWHERE)))
                .then("BDF-REPARENTED device 0000:03:00.0: 06.0/00.0 1af4:1041")
                .thenDevices("0000:03:00.0 PROMISED REPARENTED at 0000:03:00.0");
    }

    @Test
    void shouldTellAnotherFunctionOfTheSameKindAtThePreservedAddress() {
        given(preserved())
                .when(log -> log.in(enumerated(HERE, NET_ELSEWHERE), enumerated(ELSEWHERE, NET)))
                .then(
                        "BDF-REPARENTED device 0000:03:00.0: 06.0/00.0 1af4:1041",
                        "BDF-REPLACED device 0000:03:00.0: 06.0/00.0 1af4:1041",
                        "BDF-MOVED device 0000:03:00.0: 0000:04:00.0")
                .thenDevices("0000:03:00.0 PROMISED REPLACED at 0000:04:00.0");
    }

    @Test
    void shouldTellAnotherFunctionOfTheSameKindThatWasEnumeratedLater() {
        given(preserved())
                .when(log -> log.in(enumerated(ELSEWHERE, NET), enumerated(HERE, NET_ELSEWHERE)))
                .then(
                        "BDF-MOVED device 0000:03:00.0: 0000:04:00.0",
                        "BDF-REPLACED device 0000:03:00.0: 06.0/00.0 1af4:1041")
                .thenDevices("0000:03:00.0 PROMISED REPLACED at 0000:04:00.0");
    }

    @Test
    void shouldTellOnceWhatIsEnumeratedTwice() {
        given(preserved().in(enumerated(ELSEWHERE, NET), enumerated(HERE, OTHER)))
                .when(log -> log.in(enumerated(ELSEWHERE, NET), enumerated(HERE, OTHER)))
                .then()
                .thenDevices("0000:03:00.0 PROMISED REPLACED at 0000:04:00.0");
    }

    @Test
    void shouldMissAFunctionThatIsNowhere() {
        given(preserved())
                .when(log -> log.in(enumerated(ELSEWHERE, OTHER), new DeviceRemoved(HERE, Result.success())))
                .then("BDF-MISSING device 0000:03:00.0: no function")
                .thenDevices("0000:03:00.0 PROMISED MISSING");
    }

    @Test
    void shouldNotMissAFunctionWhereTheSourceHasAGap() {
        given(preserved().add(Side.NONE, new SourceGap(GapReason.RECORDS_LOST, "9 records", null)))
                .when(log -> log.in(enumerated(ELSEWHERE, OTHER), LogScript.retrieved("vm")))
                .then()
                .thenDevices("0000:03:00.0 PROMISED UNKNOWN");
    }

    @Test
    void shouldNotMissAFunctionThatWasFoundElsewhere() {
        given(preserved())
                .when(log -> log.in(enumerated(ELSEWHERE, NET), new DeviceRemoved(HERE, Result.success())))
                .then("BDF-MOVED device 0000:03:00.0: 0000:04:00.0")
                .thenDevices("0000:03:00.0 PROMISED MOVED at 0000:04:00.0");
    }

    @Test
    void shouldFindAFunctionAgainThatWasMissed() {
        given(preserved().in(enumerated(HERE, NET), new DeviceRemoved(HERE, Result.success())))
                .when(log -> log.in(enumerated(HERE, NET)))
                .then()
                .thenDevices("0000:03:00.0 PROMISED STABLE at 0000:03:00.0");
    }

    @Test
    void shouldSettleAMissedFunctionThatTurnsUpAndIsRetrieved() {
        given(preserved()
                        .in(new DeviceRemoved(HERE, Result.success()))
                        .in(LogScript.retrieved("vm"), enumerated(HERE, NET)))
                .when(log -> log.in(fileRetrieved()))
                .then("BDF-RETURNED device 0000:03:00.0: turned up, and was retrieved")
                .thenDevices("0000:03:00.0 RETRIEVED STABLE at 0000:03:00.0");
    }

    @Test
    void shouldSettleAMissedFunctionWhoseReturnOnlyTheRetrieveShows() {
        given(preserved().in(new DeviceRemoved(HERE, Result.success())).in(LogScript.retrieved("vm")))
                .when(log -> log.in(fileRetrieved()))
                .then("BDF-RETURNED device 0000:03:00.0: turned up, and was retrieved")
                .thenDevices("0000:03:00.0 RETRIEVED UNKNOWN");
    }

    @Test
    void shouldNotSettleAMissedFunctionWithoutItsRetrieve() {
        given(preserved().in(new DeviceRemoved(HERE, Result.success())).in(LogScript.retrieved("vm")))
                .when(log -> log.in(enumerated(HERE, NET)))
                .then()
                .thenDevices("0000:03:00.0 PROMISED STABLE at 0000:03:00.0");
    }

    private static FileRetrieved fileRetrieved() {
        return new FileRetrieved(Session.named("vm"), new Token(1), "vfio-pci-v1", null, HERE, Result.success());
    }

    @Test
    void shouldNotJudgeAFunctionThatTheSourceCannotTell() {
        given(preserved().in(new DeviceRemoved(HERE, Result.success())))
                .when(log -> log.in(enumerated(HERE, new PciIdentity(List.of(), null, 0xffff, 0xffff))))
                .then()
                .thenDevices("0000:03:00.0 PROMISED UNKNOWN");
    }

    @Test
    void shouldTakeAPreservedFunctionWithoutItsFile() {
        given(LogScript.host("h1")
                        .out(enumerated(HERE, NET), new FilePreserved(null, null, null, null, HERE, Result.success()))
                        .boot("7.3.4", 1, BootOutcome.UNKNOWN))
                .when(log -> log.in(enumerated(HERE, NET)))
                .then()
                .thenDevices("0000:03:00.0 PROMISED STABLE at 0000:03:00.0");
    }

    @Test
    void shouldBelieveWhatARetrievedFileSaysOfItself() {
        given(preserved()
                        .in(LogScript.retrieved("vm"))
                        .in(new FileRetrieved(
                                Session.named("vm"), new Token(1), "vfio-pci-v1", null, HERE, Result.success())))
                .when(log ->
                        log.in(new FileIdentified(Session.named("vm"), new Token(1), 0x1234, 0x11e8, Result.success())))
                .then("BDF-WRONG-DEVICE device 0000:03:00.0: the retrieved file is 1234:11e8")
                .thenDevices("0000:03:00.0 RETRIEVED WRONG_DEVICE");
    }
}
