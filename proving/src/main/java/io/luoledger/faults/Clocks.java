package io.luoledger.faults;

import io.luoledger.cluster.Container;
import io.luoledger.simulator.Dice;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Wall clocks of single processes; the machine's own is never touched. */
final class Clocks {
    private static final long HOUR_SECONDS = 3_600;
    private static final int MOST_HOURS = 24 * 40;
    /** How the JVM tells of a collection, by its wall clock. */
    private static final Pattern TOLD =
            Pattern.compile("^\\[(\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3})\\+0000]", Pattern.MULTILINE);

    private Clocks() {}

    static Struck jump(Bed bed, Work work, Dice dice) {
        int which = dice.below(1 + bed.processors().size());
        Container victim =
                which == 0 ? work.writer() : bed.processors().get(which - 1).container();
        String who = which == 0 ? "writer" : "processor-" + which;
        long seconds = (1 + dice.below(MOST_HOURS)) * HOUR_SECONDS * (dice.percent(50) ? 1 : -1);
        bed.setClock(who, seconds);
        Await.pause(Duration.ofSeconds(8));
        Instant now = Instant.now();
        long off = offSeconds(victim.log(), now);
        return Struck.now(
                "clock of " + victim.name() + " " + seconds + " s off",
                Math.abs(off - seconds) < HOUR_SECONDS / 2,
                "by its own log it is " + off + " s off");
    }

    /** Of the last line with a time. */
    private static long offSeconds(String log, Instant now) {
        Matcher matcher = TOLD.matcher(log);
        long off = 0;
        while (matcher.find()) {
            off = Duration.between(now, Instant.parse(matcher.group(1) + "Z")).toSeconds();
        }
        return off;
    }
}
