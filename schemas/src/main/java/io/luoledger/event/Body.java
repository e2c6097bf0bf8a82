package io.luoledger.event;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * What happened. A refused attempt is the body of that attempt with an errno as its result. The records below are the
 * kinds of events, and their components what a kind holds: {@link Field}.
 */
public sealed interface Body permits SessionBody, FileBody, FlbBody, KernelBody, DeviceBody, UnknownBody {
    /** How the attempt ended. */
    Result result();

    /** The body's stable name, as in the Avro schema and in JSON. */
    default String type() {
        return getClass().getSimpleName();
    }

    /** Every kind of event that this version knows. */
    static List<Class<?>> kinds() {
        return records(Body.class).filter(kind -> kind != UnknownBody.class).toList();
    }

    private static Stream<Class<?>> records(Class<?> type) {
        return type.isRecord()
                ? Stream.of(type)
                : Arrays.stream(type.getPermittedSubclasses()).flatMap(Body::records);
    }
}
