package io.luoledger.wire;

import io.luoledger.event.Body;
import io.luoledger.event.Boot;
import io.luoledger.event.ChainHash;
import io.luoledger.event.DeviceBody;
import io.luoledger.event.Errno;
import io.luoledger.event.LiveUpdateEvent;
import io.luoledger.event.Moment;
import io.luoledger.event.PciAddress;
import io.luoledger.event.PciIdentity;
import io.luoledger.event.Result;
import io.luoledger.event.Session;
import io.luoledger.event.Side;
import io.luoledger.event.Source;
import io.luoledger.event.Token;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import org.jspecify.annotations.Nullable;

/** Events with any contents that the model and its limits allow, of every body there is: a new body is covered by being there. */
final class RandomEvents {
    /** What every text of an event can hold, at three bytes for a character. */
    private static final int MOST_CHARS = 16;

    private RandomEvents() {}

    static Arbitrary<LiveUpdateEvent> events() {
        return Combinators.combine(
                        hosts(),
                        Arbitraries.longs().greaterOrEqual(0),
                        sources(),
                        boots(),
                        moments(),
                        bodies(),
                        assumptions())
                .as((host, sequence, source, boot, at, body, assumptions) ->
                        new LiveUpdateEvent(host, sequence, ChainHash.GENESIS, source, boot, at, body, assumptions));
    }

    private static Arbitrary<List<String>> assumptions() {
        return Arbitraries.of("vfio-freeze-keeps-dma", "pci-core-takes-part", "")
                .list()
                .ofMaxSize(2);
    }

    static Arbitrary<Body> bodies() {
        return Arbitraries.of(Body.kinds()).flatMap(RandomEvents::body);
    }

    static Arbitrary<Body> body(Class<?> type) {
        return recordOf(type).map(Body.class::cast);
    }

    /** The event with another value in one of its fields (by chance the same). */
    static Arbitrary<LiveUpdateEvent> changed(LiveUpdateEvent e) {
        return Arbitraries.oneOf(
                hosts().map(v -> with(v, e.sequence(), e.source(), e.boot(), e.at(), e.body(), e.assumptions())),
                Arbitraries.longs()
                        .greaterOrEqual(0)
                        .map(v -> with(e.host(), v, e.source(), e.boot(), e.at(), e.body(), e.assumptions())),
                sources().map(v -> with(e.host(), e.sequence(), v, e.boot(), e.at(), e.body(), e.assumptions())),
                changedRecord(e.boot())
                        .map(v ->
                                with(e.host(), e.sequence(), e.source(), (Boot) v, e.at(), e.body(), e.assumptions())),
                changedRecord(e.at())
                        .map(v -> with(
                                e.host(), e.sequence(), e.source(), e.boot(), (Moment) v, e.body(), e.assumptions())),
                changedRecord(e.body())
                        .map(v ->
                                with(e.host(), e.sequence(), e.source(), e.boot(), e.at(), (Body) v, e.assumptions())),
                bodies().map(v -> with(e.host(), e.sequence(), e.source(), e.boot(), e.at(), v, e.assumptions())),
                assumptions().map(v -> with(e.host(), e.sequence(), e.source(), e.boot(), e.at(), e.body(), v)));
    }

    private static LiveUpdateEvent with(
            String host, long sequence, Source source, Boot boot, Moment at, Body body, List<String> assumptions) {
        return new LiveUpdateEvent(host, sequence, ChainHash.GENESIS, source, boot, at, body, assumptions);
    }

    private static Arbitrary<Object> changedRecord(Object record) {
        RecordComponent[] parts = record.getClass().getRecordComponents();
        return Arbitraries.integers()
                .between(0, parts.length - 1)
                .flatMap(index -> part(parts[index]).map(value -> {
                    List<@Nullable Object> values = new ArrayList<>();
                    for (RecordComponent part : parts) {
                        values.add(read(record, part));
                    }
                    values.set(index, value);
                    return make(record.getClass(), values);
                }));
    }

    private static Arbitrary<Object> recordOf(Class<?> type) {
        List<Arbitrary<@Nullable Object>> parts = new ArrayList<>();
        for (RecordComponent part : type.getRecordComponents()) {
            parts.add(part(part));
        }
        return Combinators.combine(parts).as(values -> make(type, values));
    }

    private static Arbitrary<@Nullable Object> part(RecordComponent part) {
        Arbitrary<@Nullable Object> values = valuesOf(part);
        return part.getAnnotatedType().isAnnotationPresent(Nullable.class) ? values.injectNull(0.3) : values;
    }

    private static Arbitrary<PciAddress> addresses() {
        return Combinators.combine(
                        Arbitraries.integers(), Arbitraries.integers().between(0, 0xffff))
                .as(PciAddress::new);
    }

    @SuppressWarnings("unchecked")
    private static Arbitrary<@Nullable Object> valuesOf(RecordComponent part) {
        Class<?> type = part.getType();
        Arbitrary<?> values;
        if (type == String.class) {
            values = part.getDeclaringRecord() == Boot.class
                    ? Arbitraries.strings().alpha()
                    : texts();
        } else if (type == Long.class || type == long.class) {
            // the live-update number is the only long with a lower bound
            values = part.getName().equals("liveUpdate") ? Arbitraries.longs().greaterOrEqual(0) : Arbitraries.longs();
        } else if (type == Integer.class || type == int.class) {
            values = Arbitraries.integers();
        } else if (type == Boolean.class || type == boolean.class) {
            values = Arbitraries.of(true, false);
        } else if (type == Session.class) {
            values = Combinators.combine(texts(), Arbitraries.of(true, false)).as(Session::new);
        } else if (type == Token.class) {
            values = Arbitraries.longs().map(Token::new);
        } else if (type == PciAddress.class) {
            values = addresses();
        } else if (type == DeviceBody.VirtualOf.class) {
            values = Combinators.combine(addresses(), Arbitraries.integers().injectNull(0.3))
                    .as(DeviceBody.VirtualOf::new);
        } else if (type == PciIdentity.class) {
            values = Combinators.combine(
                            Arbitraries.integers().between(0, 255).list().ofMaxSize(8),
                            Arbitraries.integers().injectNull(0.3),
                            Arbitraries.integers().between(0, 0xffff),
                            Arbitraries.integers().between(0, 0xffff))
                    .as(PciIdentity::new);
        } else if (type == DeviceBody.BridgeBuses.class) {
            values = Arbitraries.integers()
                    .between(0, 255)
                    .map(bus -> new DeviceBody.BridgeBuses(bus, 255 - bus, bus / 2));
        } else if (type == List.class) {
            values = items(part).list().ofMaxSize(2);
        } else if (type == Result.class) {
            values = Arbitraries.integers()
                    .between(0, 600)
                    .map(number -> number % 3 == 0 ? Result.success() : new Result.Refused(Errno.of(number)));
        } else if (type.isEnum()) {
            values = Arbitraries.of((Object[]) type.getEnumConstants());
        } else {
            throw new IllegalStateException("no values for " + type + " of " + part.getDeclaringRecord());
        }
        return (Arbitrary<@Nullable Object>) values;
    }

    private static Arbitrary<?> items(RecordComponent list) {
        Class<?> item = (Class<?>) ((ParameterizedType) list.getGenericType()).getActualTypeArguments()[0];
        return item == String.class ? texts() : recordOf(item);
    }

    private static Arbitrary<String> texts() {
        return Arbitraries.oneOf(
                Arbitraries.of("", "vm", "unknown", "memfd-v2", "\u0000", "\ud83d\ude80 ü"),
                Arbitraries.strings().withCharRange('\u0000', '\ud7ff').ofMaxLength(MOST_CHARS));
    }

    private static Arbitrary<String> hosts() {
        return Arbitraries.strings().alpha().numeric().ofMinLength(1).ofMaxLength(253);
    }

    private static Arbitrary<Source> sources() {
        return Combinators.combine(
                        Arbitraries.bytes().array(byte[].class).ofSize(16),
                        Arbitraries.longs().greaterOrEqual(0))
                .as((id, position) -> new Source(HexFormat.of().formatHex(id), position));
    }

    private static Arbitrary<Boot> boots() {
        return Combinators.combine(
                        Arbitraries.strings().alpha(),
                        Arbitraries.of("unknown", "7.2.1", "7.3.4"),
                        Arbitraries.longs().greaterOrEqual(0),
                        Arbitraries.of(Side.class))
                .as(Boot::new);
    }

    private static Arbitrary<Moment> moments() {
        return Combinators.combine(
                        Arbitraries.longs().injectNull(0.3), Arbitraries.longs().injectNull(0.5))
                .as(Moment::new);
    }

    private static @Nullable Object read(Object record, RecordComponent part) {
        try {
            return part.getAccessor().invoke(record);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Object make(Class<?> type, List<@Nullable Object> values) {
        try {
            Class<?>[] types = Arrays.stream(type.getRecordComponents())
                    .map(RecordComponent::getType)
                    .toArray(Class<?>[]::new);
            return type.getDeclaredConstructor(types).newInstance(values.toArray());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(type.getName(), e);
        }
    }
}
