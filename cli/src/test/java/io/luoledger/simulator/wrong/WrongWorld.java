package io.luoledger.simulator.wrong;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import kafka.wrong.Inside;

/** Breaks walls on purpose, so that a test can see them fall: a world with clocks, dice, threads, files and a broker. */
public final class WrongWorld {
    public final long nanos = System.nanoTime();
    public final Instant now = Instant.now();
    public final Random dice = new Random();
    public final Random seeded = new Random(1);
    public final Path file = Path.of("world");
    public final List<Integer> order = new ArrayList<>(List.of(1, 2, 3));
    public final List<Class<?>> broker = List.of(Inside.class);

    public void run() {
        Collections.shuffle(order);
        Collections.shuffle(order, seeded);
        new Thread(this::run).start();
    }
}
