package io.luoledger.core;

import static io.luoledger.core.Given.given;

import io.luoledger.event.DeviceBody.BridgeBuses;
import io.luoledger.event.DeviceBody.DeviceEnumerated;
import io.luoledger.event.DeviceBody.DeviceOpened;
import io.luoledger.event.DeviceBody.DeviceReset;
import io.luoledger.event.DeviceBody.DmaProgress;
import io.luoledger.event.FileBody.FileFrozen;
import io.luoledger.event.FileBody.FilePreserved;
import io.luoledger.event.FileBody.FileRetrieved;
import io.luoledger.event.KernelBody.BootOutcome;
import io.luoledger.event.PciAddress;
import io.luoledger.event.PciIdentity;
import io.luoledger.event.Result;
import io.luoledger.event.Session;
import io.luoledger.event.Side;
import io.luoledger.event.Token;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DeviceLifeTest {
    private static final PciAddress PORT = PciAddress.parse("0000:00:01.0");
    private static final PciAddress NET = PciAddress.parse("0000:03:00.0");
    private static final PciAddress NET_MOVED = PciAddress.parse("0000:05:00.0");
    private static final PciIdentity NET_IDENTITY = new PciIdentity(List.of(8, 0), 0, 0x1af4, 0x1041);

    private static DeviceEnumerated port(int secondary) {
        return new DeviceEnumerated(
                PORT,
                new PciIdentity(List.of(8), 0, 0x1b36, 0x000c),
                0x060400,
                new BridgeBuses(0, secondary, secondary),
                "pcieport",
                false,
                null,
                Result.success());
    }

    private static DeviceEnumerated net(PciAddress address, @Nullable String driver) {
        return new DeviceEnumerated(address, NET_IDENTITY, null, null, driver, false, null, Result.success());
    }

    private static LogScript preserved() {
        return LogScript.host("h1")
                .add(Side.NONE, port(3), net(NET, "vfio-pci"))
                .out(LogScript.created("vm"))
                .out(new FilePreserved(Session.named("vm"), new Token(1), "vfio-pci-v1", null, NET, Result.success()));
    }

    private static LogScript handedOver() {
        return preserved()
                .out(LogScript.handover())
                .out(new FileFrozen(Session.named("vm"), new Token(1), "vfio-pci-v1", null, NET, Result.success()))
                .boot("7.3.4", 1, BootOutcome.RESTORED);
    }

    @Test
    void shouldTellADeviceThatIsOpenedPastItsFile() {
        given(handedOver().add(Side.NONE, port(3), net(NET, null)))
                .when(log -> log.add(Side.NONE, new DeviceOpened(NET, null, Result.success())))
                .then("LIFE-DEVICE-OPENED device 0000:03:00.0: opened in state PROMISED");
    }

    @Test
    void shouldNotTellAnOpenThatIsRefused() {
        given(handedOver().add(Side.NONE, port(3), net(NET, null)))
                .when(log -> log.add(Side.NONE, new DeviceOpened(NET, null, Result.refused("EBUSY"))))
                .then();
    }

    @Test
    void shouldTellADriverThatTakesAMovedDeviceAndWhyItMoved() {
        given(handedOver())
                .when(log -> log.add(Side.NONE, port(5), net(NET_MOVED, "virtio-pci")))
                .then(
                        "BDF-BRIDGE-BUSES bridge 0000:00:01.0: buses 05-05",
                        "BDF-MOVED device 0000:03:00.0: 0000:05:00.0",
                        "BDF-CAUSE-RENUMBERED device 0000:03:00.0: buses 05-05",
                        "LIFE-DEVICE-PROBED device 0000:03:00.0: virtio-pci at 0000:05:00.0");
    }

    @Test
    void shouldTellAMissingDeviceWhenUserSpaceBegins() {
        given(handedOver().add(Side.NONE, port(3)))
                .when(log -> log.in(LogScript.retrieved("vm")))
                .then("BDF-MISSING device 0000:03:00.0: no function");
    }

    @Test
    void shouldTellAResetBeforeTheFreeze() {
        given(preserved())
                .when(log -> log.add(Side.NONE, new DeviceReset(NET, null, Result.success())))
                .then("LIFE-DEVICE-RESET device 0000:03:00.0: reset");
    }

    @Test
    void shouldTakeTheResetOfTheFreezeForNormalAlsoWhenTheHandOverFails() {
        given(preserved().out(new io.luoledger.event.KernelBody.HandoverStarted(Result.refused("EINVAL"))))
                .when(log -> log.out(new FileFrozen(
                                Session.named("vm"), new Token(1), "vfio-pci-v1", null, NET, Result.success()))
                        .add(Side.NONE, new DeviceReset(NET, null, Result.success())))
                .then();
    }

    @Test
    void shouldNotTellTheDriverOfAFunctionThatOnlyAnImportCallsPreserved() {
        given(LogScript.host("h1")
                        .add(Side.NONE, port(3), net(NET, "virtio-pci"))
                        .add(Side.NONE, new FilePreserved(null, null, null, null, NET, Result.success())))
                .when(log -> log.boot("7.3.4", 1).add(Side.NONE, port(3), net(NET, "virtio-pci")))
                .then()
                .thenDevices("0000:03:00.0 PROMISED STABLE at 0000:03:00.0");
    }

    @Test
    void shouldTellDmaThatIsNotSeenAgain() {
        given(preserved()
                        .add(Side.NONE, new DmaProgress(NET, 4096L, false, Result.success()))
                        .out(LogScript.handover())
                        .boot("7.3.4", 1, BootOutcome.RESTORED)
                        .add(Side.NONE, port(3), net(NET, null))
                        .in(LogScript.retrieved("vm"))
                        .in(new FileRetrieved(
                                Session.named("vm"), new Token(1), "vfio-pci-v1", null, NET, Result.success())))
                .when(log -> log.in(LogScript.finished("vm"), LogScript.fileFinished("vm", 1, true)))
                .then("LIFE-DMA-GAP device 0000:03:00.0: not seen in the incoming kernel");
    }

    @Test
    void shouldTellWhichFileBlocksAFinish() {
        given(handedOver().add(Side.NONE, port(3), net(NET, null)).in(LogScript.retrieved("vm")))
                .when(log -> log.in(new io.luoledger.event.SessionBody.SessionFinished(
                        Session.named("vm"), Result.refused("EBUSY"))))
                .then("LIFE-FINISH-REFUSED session vm: EBUSY: file 0x1, which wasn't retrieved");
    }

    @Test
    void shouldSeeTheRisksOfWhatIsPreserved() {
        given(LogScript.host("h1")
                        .add(
                                Side.NONE,
                                new DeviceEnumerated(
                                        PciAddress.parse("10000:01:00.1"),
                                        NET_IDENTITY,
                                        null,
                                        null,
                                        null,
                                        true,
                                        null,
                                        Result.success()))
                        .out(LogScript.created("vm")))
                .when(log -> log.out(new FilePreserved(
                        Session.named("vm"),
                        new Token(1),
                        "vfio-pci-v1",
                        null,
                        PciAddress.parse("10000:01:00.1"),
                        Result.success())))
                .then(
                        "BDF-RISK-VF device 10000:01:00.1: a virtual function",
                        "BDF-RISK-SEGMENT device 10000:01:00.1: segment 0x10000, numbered by the kernel");
    }
}
