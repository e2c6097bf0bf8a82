package io.luoledger.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.luoledger.event.DeviceBody.DeviceEnumerated;
import io.luoledger.event.DeviceBody.DriverBound;
import io.luoledger.event.FileBody.FilePreserved;
import io.luoledger.event.FlbBody.FlbPreserved;
import io.luoledger.event.KernelBody.KernelWarned;
import io.luoledger.event.KernelBody.TargetAnnounced;
import io.luoledger.event.SessionBody.FdStoreMapped;
import io.luoledger.event.SessionBody.SessionCreated;
import io.luoledger.event.SessionBody.StoredFd;
import java.util.Collections;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class EventLimitsTest {
    private static final Boot BOOT = new Boot("b", "7.3", 0, Side.NONE);

    static Stream<Arguments> fields() {
        return Stream.of(
                // a name of 64 bytes that are no text is read as 192 bytes of text
                text(created("\ufffd".repeat(64)), created("\ufffd".repeat(65)), "session name of 65 bytes", 64),
                text(created("x".repeat(64)), created("x".repeat(65)), "session name of 65 bytes", 64),
                text(created("\u00e9".repeat(32)), created("\u00e9".repeat(33)), "session name of 66 bytes", 64),
                text(handled(48), handled(49), "handler's compatible string of 49 bytes", 48),
                text(flb(48), flb(49), "FLB's compatible string of 49 bytes", 48),
                text(driver(255), driver(256), "driver of 256 bytes", 255),
                text(announced(255), announced(256), "kernel release of 256 bytes", 255),
                text(warned(16_384), warned(16_385), "message of 16385 bytes", 16_384),
                text(stored(255, 1), stored(256, 1), "name in an fd store of 256 bytes", 255),
                Arguments.of(
                        event(stored(1, 1000)),
                        event(stored(1, 1001)),
                        "FdStoreMapped with 1001 entries, expected at most 1000"),
                Arguments.of(
                        event(steps(256)),
                        event(steps(257)),
                        "DeviceEnumerated with a way of 257 steps from the root, expected at most 256"),
                Arguments.of(
                        event(new Boot("b".repeat(255), "7.3", 0, Side.NONE), 0),
                        event(new Boot("b".repeat(256), "7.3", 0, Side.NONE), 0),
                        "SessionCreated with a boot id of 256 bytes, expected at most 255"),
                Arguments.of(
                        event(new Boot("b", "7".repeat(255), 0, Side.NONE), 0),
                        event(new Boot("b", "7".repeat(256), 0, Side.NONE), 0),
                        "SessionCreated with a kernel release of 256 bytes, expected at most 255"),
                Arguments.of(
                        event(BOOT, 100),
                        event(BOOT, 101),
                        "SessionCreated with 101 assumptions, expected at most 100"));
    }

    @ParameterizedTest
    @MethodSource("fields")
    void shouldTakeWhatAFieldCanHoldAndNameWhatItCannot(
            LiveUpdateEvent most, LiveUpdateEvent more, @Nullable String exceeded) {
        // When / Then
        assertThat(EventLimits.exceededBy(most)).isNull();
        assertThat(EventLimits.exceededBy(more)).isEqualTo(exceeded);
    }

    @Test
    void shouldKnowALimitOfEveryTextOfEveryKind() {
        // When / Then: a text without one throws
        assertThat(Body.kinds()).isNotEmpty().allSatisfy(EventLimits::limitsOf);
    }

    private static Arguments text(Body most, Body more, String what, int limit) {
        return Arguments.of(event(most), event(more), more.type() + " with a " + what + ", expected at most " + limit);
    }

    private static LiveUpdateEvent event(Body body) {
        return event(BOOT, body, 0);
    }

    private static LiveUpdateEvent event(Boot boot, int assumptions) {
        return event(boot, created("vm"), assumptions);
    }

    private static LiveUpdateEvent event(Boot boot, Body body, int assumptions) {
        return new LiveUpdateEvent(
                "h",
                0,
                ChainHash.GENESIS,
                new Source(Source.idOf("h"), 0),
                boot,
                Moment.UNKNOWN,
                body,
                Collections.nCopies(assumptions, "a"));
    }

    private static Body created(String name) {
        return new SessionCreated(Session.named(name), Result.success());
    }

    private static Body handled(int length) {
        return new FilePreserved(null, null, "h".repeat(length), null, null, Result.success());
    }

    private static Body flb(int length) {
        return new FlbPreserved("f".repeat(length), null, Result.success());
    }

    private static Body driver(int length) {
        return new DriverBound(new PciAddress(0, 0), "d".repeat(length), Result.success());
    }

    private static Body announced(int length) {
        return new TargetAnnounced("7".repeat(length), null);
    }

    private static Body warned(int length) {
        return new KernelWarned(null, "m".repeat(length), Result.success());
    }

    private static Body stored(int length, int entries) {
        return new FdStoreMapped(
                null,
                1L,
                null,
                Collections.nCopies(
                        entries, new StoredFd("a.service", StoredFd.FD, "n".repeat(length), null, null, null)),
                null);
    }

    private static Body steps(int length) {
        return new DeviceEnumerated(
                new PciAddress(0, 0),
                new PciIdentity(Collections.nCopies(length, 1), null, 1, 1),
                null,
                null,
                null,
                false,
                null,
                Result.success());
    }
}
