package io.luoledger.wire;

import io.luoledger.event.Body;
import io.luoledger.event.Boot;
import io.luoledger.event.DeviceBody;
import io.luoledger.event.Field;
import io.luoledger.event.KernelBody;
import io.luoledger.event.LiveUpdateEvent;
import io.luoledger.event.Moment;
import io.luoledger.event.PciAddress;
import io.luoledger.event.PciIdentity;
import io.luoledger.event.Result;
import io.luoledger.event.Session;
import io.luoledger.event.SessionBody;
import io.luoledger.event.Source;
import io.luoledger.event.UnknownBody;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;

/**
 * Which record of the model stands for which one of the schema, and which field for which: they have the same names, but
 * for the few that are told here. So a new kind of event is its schema and its record.
 */
final class EventMapping {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    /** Names of records in the schema that are others than in the model. */
    private static final Map<Class<?>, String> RECORDS =
            Map.of(Session.class, "SessionRef", DeviceBody.VirtualOf.class, "VirtualFunctionOf");

    /** Names of fields in the schema that are others than in the model. */
    private static final Map<String, String> FIELDS = Map.of("result", "errno", "deviceId", "device");

    /** A source's id is one in the schema and two numbers in the model. */
    private static final List<Slot> SOURCE = List.of(
            new Slot(
                    "id",
                    byte[].class,
                    byte[].class,
                    () -> source -> ByteBuffer.allocate(2 * Long.BYTES)
                            .putLong(((Source) source).high())
                            .putLong(((Source) source).low())
                            .array()),
            new Slot("position", long.class, long.class, () -> source -> ((Source) source).position()));

    /** What every event has: by reflection, making these would take longer than reading them. */
    private static final Map<Class<?>, Maker> COMMON = Map.of(
            LiveUpdateEvent.class, EventMapping::event,
            Source.class, EventMapping::source,
            Boot.class, v -> new Boot(get(v, 0), get(v, 1), EventMapping.<Long>get(v, 2), get(v, 3)),
            Moment.class, v -> new Moment((Long) v[0], (Long) v[1]),
            Session.class, v -> new Session(get(v, 0), EventMapping.<Boolean>get(v, 1)));

    private static final Map<String, Class<?>> MODEL = new HashMap<>();

    static {
        List.of(
                        LiveUpdateEvent.class,
                        Source.class,
                        Boot.class,
                        Moment.class,
                        Session.class,
                        PciAddress.class,
                        PciIdentity.class,
                        DeviceBody.BridgeBuses.class,
                        KernelBody.KhoSubtree.class,
                        DeviceBody.VirtualOf.class,
                        SessionBody.StoredFd.class)
                .forEach(EventMapping::add);
        Body.kinds().forEach(EventMapping::add);
    }

    private EventMapping() {}

    private static void add(Class<?> record) {
        MODEL.put(RECORDS.getOrDefault(record, record.getSimpleName()), record);
    }

    /** The model's record for one of the schema; null where it has none. */
    static @Nullable Class<?> recordFor(Schema schema) {
        return MODEL.get(schema.getName());
    }

    /**
     * A field of a record of the schema, and where the model has it.
     *
     * @param name in the schema
     * @param type of the model's field
     * @param itemType what a list's items are
     * @param getter what gives its value in the model's record; made for who writes, a reader needs none
     */
    record Slot(String name, Class<?> type, Class<?> itemType, Supplier<UnaryOperator<@Nullable Object>> getter) {}

    /** The fields of a record of the model, in their order. */
    static List<Slot> slots(Class<?> record) {
        return record == Source.class
                ? SOURCE
                : Field.of(record).stream()
                        .map(field -> new Slot(
                                FIELDS.getOrDefault(field.name(), field.name()),
                                field.type(),
                                field.itemType(),
                                field::getter))
                        .toList();
    }

    private static Object event(@Nullable Object[] v) {
        return new LiveUpdateEvent(
                get(v, 0),
                EventMapping.<Long>get(v, 1),
                get(v, 2),
                get(v, 3),
                get(v, 4),
                get(v, 5),
                get(v, 6),
                get(v, 7));
    }

    private static Object source(@Nullable Object[] v) {
        byte[] id = get(v, 0);
        return new Source((long) LONG.get(id, 0), (long) LONG.get(id, Long.BYTES), EventMapping.<Long>get(v, 1));
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // the slots say which types these are
    private static <T> T get(@Nullable Object[] values, int index) {
        return (T) Objects.requireNonNull(values[index]);
    }

    /** Makes records of the model. */
    interface Maker {
        /** @param values of its fields, in their order */
        Object make(@Nullable Object[] values);
    }

    static Maker maker(Class<?> record) {
        Maker common = COMMON.get(record);
        return common == null ? byConstructor(record) : common;
    }

    private static Maker byConstructor(Class<?> record) {
        Class<?>[] types = Field.of(record).stream().map(Field::type).toArray(Class<?>[]::new);
        Constructor<?> constructor;
        try {
            // no method handle: each shape of one makes classes at run time, which a short command waits for
            constructor = record.getConstructor(types);
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException("the records of events are public", e);
        }
        return values -> {
            try {
                return constructor.newInstance(values);
            } catch (InvocationTargetException e) {
                if (e.getCause() instanceof RuntimeException refused) {
                    throw refused;
                }
                throw new IllegalStateException("records of events throw nothing that is checked", e);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("the records of events are public", e);
            }
        };
    }

    /** What a field holds that the schema has no value for. */
    static @Nullable Object absent(Class<?> type) {
        return type == Result.class ? Result.success() : type == List.class ? List.of() : null;
    }

    /** A body of a kind that the reading version doesn't know, as its writer's schema has it. */
    static UnknownBody unknown(IndexedRecord body) {
        Schema.Field errno = body.getSchema().getField("errno");
        Object name = errno == null ? null : body.get(errno.pos());
        return new UnknownBody(
                body.getSchema().getName(),
                RecordJson.of(body).toString(),
                name instanceof CharSequence text ? Result.ofName(text.toString()) : Result.success());
    }

    /** A constant of the model by its name. */
    static Object constant(Class<?> type, String name) {
        return Arrays.stream(type.getEnumConstants())
                .filter(constant -> ((Enum<?>) constant).name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(type.getSimpleName() + " has no constant " + name));
    }
}
