package io.luoledger.simulator.kernel;

import io.luoledger.simulator.SysError;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Failures that a simulation puts into a kernel: the next time a point is passed, it refuses. */
public final class Faults {
    /** Where a kernel can be made to refuse. */
    public enum Point {
        PRESERVE,
        FREEZE,
        RETRIEVE,
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

    private final Map<Point, String> armed = new EnumMap<>(Point.class);

    /** The next time that point is passed, the kernel refuses with this errno. */
    public void arm(Point point, String errno) {
        armed.put(point, errno);
    }

    void pass(Point point) {
        String errno = armed.remove(point);
        if (errno != null) {
            throw new SysError(errno);
        }
    }
}
