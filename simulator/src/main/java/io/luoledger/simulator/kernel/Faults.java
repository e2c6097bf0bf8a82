package io.luoledger.simulator.kernel;

import io.luoledger.simulator.SysError;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Failures that a simulation puts into a kernel: when a point is passed, it refuses once. */
public final class Faults {
    /** Where a kernel can be made to refuse. */
    public enum Point {
        PRESERVE,
        FREEZE,
        RETRIEVE,
        /** As a refusal that may be repeated, where there is such a thing. */
        RETRIEVE_RETRYABLE,
        FLB_PRESERVE;

        /** The point of this name, in lower case as scripts write it. */
        public static Optional<Point> named(String name) {
            for (Point point : values()) {
                if (point.name().toLowerCase(Locale.ROOT).equals(name)) {
                    return Optional.of(point);
                }
            }
            return Optional.empty();
        }
    }

    /** How often the point is passed well before the kernel refuses. */
    private record Armed(String errno, long passes) {}

    private final Map<Point, Armed> armed = new EnumMap<>(Point.class);

    /** The kernel refuses with this errno when that point was passed so often. */
    public void arm(Point point, String errno, long passes) {
        armed.put(point, new Armed(errno, passes));
    }

    /** The same, with a refusal that may be repeated. */
    void passRetryable(Point point) {
        try {
            pass(point);
        } catch (SysError refused) {
            throw SysError.retryable(refused.errnoName());
        }
    }

    void pass(Point point) {
        Armed fault = armed.remove(point);
        if (fault == null) {
            return;
        }
        if (fault.passes() <= 0) {
            throw new SysError(fault.errno());
        }
        armed.put(point, new Armed(fault.errno(), fault.passes() - 1));
    }
}
