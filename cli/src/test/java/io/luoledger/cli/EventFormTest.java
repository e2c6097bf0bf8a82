package io.luoledger.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.luoledger.event.Body;
import io.luoledger.event.Boot;
import io.luoledger.event.ChainHash;
import io.luoledger.event.DeviceBody.BridgeBuses;
import io.luoledger.event.DeviceBody.DeviceEnumerated;
import io.luoledger.event.DeviceBody.DeviceOpened;
import io.luoledger.event.DeviceBody.DeviceRemoved;
import io.luoledger.event.DeviceBody.DeviceReset;
import io.luoledger.event.DeviceBody.DmaProgress;
import io.luoledger.event.DeviceBody.DriverBound;
import io.luoledger.event.FileBody.FileFinished;
import io.luoledger.event.FileBody.FileFrozen;
import io.luoledger.event.FileBody.FileIdentified;
import io.luoledger.event.FileBody.FilePreserved;
import io.luoledger.event.FileBody.FileRetrieved;
import io.luoledger.event.FileBody.FileUnfrozen;
import io.luoledger.event.FileBody.FileUnpreserved;
import io.luoledger.event.FlbBody.FlbFinished;
import io.luoledger.event.FlbBody.FlbPreserved;
import io.luoledger.event.FlbBody.FlbRetrieved;
import io.luoledger.event.FlbBody.FlbUnpreserved;
import io.luoledger.event.KernelBody.BootOutcome;
import io.luoledger.event.KernelBody.CallRefused;
import io.luoledger.event.KernelBody.GapReason;
import io.luoledger.event.KernelBody.HandoverAborted;
import io.luoledger.event.KernelBody.HandoverStarted;
import io.luoledger.event.KernelBody.KernelBooted;
import io.luoledger.event.KernelBody.KernelDied;
import io.luoledger.event.KernelBody.KernelWarned;
import io.luoledger.event.KernelBody.LiveUpdateOpened;
import io.luoledger.event.KernelBody.SourceGap;
import io.luoledger.event.KernelBody.TargetAnnounced;
import io.luoledger.event.LiveUpdateEvent;
import io.luoledger.event.Moment;
import io.luoledger.event.PciAddress;
import io.luoledger.event.PciIdentity;
import io.luoledger.event.Result;
import io.luoledger.event.Session;
import io.luoledger.event.SessionBody.FdStoreMapped;
import io.luoledger.event.SessionBody.SessionClosed;
import io.luoledger.event.SessionBody.SessionCreated;
import io.luoledger.event.SessionBody.SessionFinished;
import io.luoledger.event.SessionBody.SessionRetrieved;
import io.luoledger.event.SessionBody.StoredFd;
import io.luoledger.event.Side;
import io.luoledger.event.Source;
import io.luoledger.event.Token;
import io.luoledger.event.UnknownBody;
import io.luoledger.replay.EventFilter;
import io.luoledger.view.EventJson;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class EventFormTest {
    private static final Session VM = Session.named("vm");
    private static final Token TOKEN = new Token(-1);
    private static final Result OK = Result.success();
    private static final PciAddress ADDRESS = PciAddress.parse("0001:03:1f.7");
    private static final String AT = "\"segment\":1,\"bdf\":\"03:1f.7\"";

    private static Arguments row(Body body, String fields) {
        return Arguments.of(body, fields);
    }

    static Stream<Arguments> bodies() {
        String file = "\"session\":\"vm\",\"token\":\"0xffffffffffffffff\"";
        return Stream.of(
                row(new SessionCreated(VM, Result.refused("EEXIST")), "\"session\":\"vm\""),
                row(
                        new SessionRetrieved(new Session("unknown#2", true), OK),
                        "\"session\":\"unknown#2\",\"sessionPlaceholder\":true"),
                row(new SessionFinished(null, OK), ""),
                row(new SessionClosed(VM, OK), "\"session\":\"vm\""),
                row(
                        mapped(),
                        "\"session\":\"systemd\",\"version\":1,\"entries\":[{\"unit\":\"a.service\",\"type\":\"fd\","
                                + "\"fdName\":\"ram\",\"token\":\"0x1\",\"unitKnown\":true}]"),
                row(
                        new FilePreserved(VM, TOKEN, "memfd-v2", -4096L, ADDRESS, OK),
                        file + ",\"handler\":\"memfd-v2\",\"data\":\"0xfffffffffffff000\",\"device\":\"0001:03:1f.7\""),
                row(new FileUnpreserved(VM, TOKEN, "h", 16L, null, OK), file + ",\"handler\":\"h\",\"data\":\"0x10\""),
                row(new FileFrozen(VM, TOKEN, null, null, null, OK), file),
                row(
                        new FileUnfrozen(VM, TOKEN, "h", ADDRESS, OK),
                        file + ",\"handler\":\"h\",\"device\":\"0001:03:1f.7\""),
                row(new FileRetrieved(null, null, null, null, null, Result.refused("ENOENT")), ""),
                row(
                        new FileIdentified(VM, TOKEN, 0x8086, 0x10fb, OK),
                        file + ",\"vendor\":\"8086\",\"deviceId\":\"10fb\""),
                row(
                        new FileFinished(VM, TOKEN, "h", false, null, null, OK),
                        file + ",\"handler\":\"h\",\"retrieved\":false"),
                row(new FlbPreserved("flb-v1", 4096L, OK), "\"flb\":\"flb-v1\",\"data\":\"0x1000\""),
                row(new FlbUnpreserved("flb-v1", null, OK), "\"flb\":\"flb-v1\""),
                row(new FlbRetrieved(null, null, Result.refused("ENODATA")), ""),
                row(new FlbFinished("flb-v1", null, OK), "\"flb\":\"flb-v1\""),
                row(new HandoverStarted(Result.refused("EBUSY")), ""),
                row(new HandoverAborted(OK), ""),
                row(
                        new KernelBooted(BootOutcome.RESTORED, "7.2.1", 1L, 2L, 3L, "luo: ok", OK),
                        "\"outcome\":\"RESTORED\",\"fromKernel\":\"7.2.1\",\"sessions\":1,\"files\":2,\"flbs\":3,\"message\":\"luo: ok\""),
                row(new KernelDied("finish", true, null, OK), "\"during\":\"finish\",\"panic\":true"),
                row(new KernelWarned(null, "a \"quoted\" word", OK), "\"message\":\"a \\\"quoted\\\" word\""),
                row(new LiveUpdateOpened(Result.refused("EIO")), ""),
                row(
                        new CallRefused(VM, 0xffffba09L, Result.refused("ENOTTY")),
                        "\"session\":\"vm\",\"command\":\"0xffffba09\""),
                row(new TargetAnnounced("7.4.0", "night-7"), "\"targetKernel\":\"7.4.0\",\"plan\":\"night-7\""),
                row(
                        new SourceGap(GapReason.TRUNCATED, "ends in a call", 17L),
                        "\"reason\":\"TRUNCATED\",\"detail\":\"ends in a call\",\"line\":17"),
                row(
                        new DeviceEnumerated(
                                ADDRESS,
                                new PciIdentity(List.of(8, 1), 2, 0x8086, 0x10fb),
                                0x020000,
                                new BridgeBuses(0, 1, 5),
                                "vfio-pci",
                                true,
                                false,
                                OK),
                        AT + ",\"identity\":\"01.0/00.1 8086:10fb\",\"rootBus\":2,\"class\":\"0x020000\","
                                + "\"bridge\":{\"primary\":0,\"secondary\":1,\"subordinate\":5},"
                                + "\"driver\":\"vfio-pci\",\"virtualFunction\":true,\"incoming\":false"),
                row(new DeviceRemoved(new PciAddress(-1, 0), OK), "\"segment\":4294967295,\"bdf\":\"00:00.0\""),
                row(new DriverBound(ADDRESS, null, OK), AT),
                row(new DeviceOpened(null, "/dev/vfio/devices/vfio0", OK), "\"path\":\"/dev/vfio/devices/vfio0\""),
                row(new DeviceReset(ADDRESS, "flr", OK), AT + ",\"method\":\"flr\""),
                row(new DmaProgress(ADDRESS, 5L, false, OK), AT + ",\"bytes\":5,\"stopped\":false"));
    }

    @ParameterizedTest
    @MethodSource("bodies")
    void shouldWriteEachTypeOfEventAsJson(Body body, String fields) {
        // Given
        LiveUpdateEvent event = event(body, Moment.monotonic(5));

        // When
        String json = EventJson.line(event);

        // Then
        assertThat(json)
                .isEqualTo(
                        "{\"host\":\"h1\",\"sequence\":7,\"liveUpdate\":2,\"kernel\":\"7.3.4\",\"timeNanos\":5,\"type\":\""
                                + body.getClass().getSimpleName() + "\",\"result\":\"" + body.result() + "\","
                                + (fields.isEmpty() ? "" : fields + ",") + "\"side\":\"incoming\",\"boot\":\"b2\"}");
    }

    @Test
    void shouldHaveAnExampleOfEveryType() {
        // When
        Set<String> shown = bodies().map(row -> ((Body) row.get()[0]).type()).collect(Collectors.toSet());

        // Then
        assertThat(shown).isEqualTo(EventFilter.knownTypes());
    }

    @Test
    void shouldLeaveOutTimesThatNobodyKnowsAndAHalfThatIsNone() {
        // Given
        LiveUpdateEvent event = new LiveUpdateEvent(
                "h1",
                0,
                ChainHash.GENESIS,
                new Source(Source.idOf("s"), 0),
                new Boot("b0", "unknown", 0, Side.NONE),
                Moment.UNKNOWN,
                new HandoverStarted(OK));

        // When / Then
        assertThat(EventJson.line(event))
                .isEqualTo("{\"host\":\"h1\",\"sequence\":0,\"liveUpdate\":0,\"kernel\":\"unknown\","
                        + "\"type\":\"HandoverStarted\",\"result\":\"OK\",\"boot\":\"b0\"}");
    }

    @Test
    void shouldShowBootTimeInSecondsForPeople() {
        // Given
        LiveUpdateEvent event = event(
                new FileRetrieved(VM, new Token(1), "memfd-v2", null, null, Result.refused("EIO")),
                Moment.monotonic(12_345_678_901L));

        // When / Then
        assertThat(text(event, ZoneOffset.UTC))
                .isEqualTo(
                        "h1  7  lu2  7.3.4  12.345678 s  FileRetrieved  EIO  session vm  token 0x1  handler memfd-v2");
    }

    @Test
    void shouldShowWhatANewerVersionSays() {
        // Given: a field whose name is the envelope's
        LiveUpdateEvent event = event(
                new UnknownBody("VcpuPreserved", "{\"host\":\"h2\",\"count\":4}", Result.refused("EIO")),
                Moment.monotonic(5));

        // When / Then
        assertThat(EventJson.line(event))
                .isEqualTo("{\"host\":\"h1\",\"sequence\":7,\"liveUpdate\":2,\"kernel\":\"7.3.4\",\"timeNanos\":5,"
                        + "\"type\":\"VcpuPreserved\",\"result\":\"EIO\",\"unknownKind\":true,"
                        + "\"fields\":{\"host\":\"h2\",\"count\":4},\"side\":\"incoming\",\"boot\":\"b2\"}");
        assertThat(text(event, ZoneOffset.UTC))
                .endsWith("VcpuPreserved  EIO  unknownKind true  fields {host=h2, count=4}");
    }

    @Test
    void shouldShowWhatASimulatedEventRestsOn() {
        // Given
        LiveUpdateEvent plain = event(new HandoverStarted(OK), Moment.UNKNOWN);
        LiveUpdateEvent event = new LiveUpdateEvent(
                plain.host(),
                plain.sequence(),
                plain.chain(),
                plain.source(),
                plain.boot(),
                plain.at(),
                plain.body(),
                List.of("a", "b"));

        // When / Then
        assertThat(EventJson.line(event)).endsWith("\"boot\":\"b2\",\"assumptions\":[\"a\",\"b\"]}");
        assertThat(text(event, ZoneOffset.UTC)).endsWith("  assumes a, b");
    }

    @Test
    void shouldShowWallTimeInTheReadersZoneForPeople() {
        // Given
        LiveUpdateEvent event = event(new HandoverStarted(OK), new Moment(1L, 1_000_000L));

        // When / Then
        assertThat(text(event, ZoneId.of("Asia/Tokyo")))
                .isEqualTo("h1  7  lu2  7.3.4  1970-01-01T09:00:01.000000+09:00  HandoverStarted  OK");
    }

    @Test
    void shouldShowWhichUnitHasWhatForPeople() {
        // When / Then
        assertThat(text(event(mapped(), Moment.UNKNOWN), ZoneOffset.UTC))
                .isEqualTo(
                        "h1  7  lu2  7.3.4  -  FdStoreMapped  OK  session systemd  version 1  entries a.service fd ram"
                                + " 0x1 true");
    }

    private static FdStoreMapped mapped() {
        return new FdStoreMapped(
                Session.named("systemd"),
                1L,
                null,
                List.of(new StoredFd("a.service", StoredFd.FD, "ram", new Token(1), null, true)),
                null);
    }

    private static String text(LiveUpdateEvent event, ZoneId zone) {
        StringWriter text = new StringWriter();
        PrintWriter out = new PrintWriter(text);
        EventForm.table().row(EventForm.row(event, zone)).print(out);
        out.flush();
        return text.toString().stripTrailing();
    }

    private static LiveUpdateEvent event(Body body, Moment at) {
        return new LiveUpdateEvent(
                "h1",
                7,
                ChainHash.GENESIS,
                new Source(Source.idOf("s"), 0),
                new Boot("b2", "7.3.4", 2, Side.INCOMING),
                at,
                body);
    }
}
