package io.luoledger.faults;

import io.luoledger.cluster.Cluster;
import io.luoledger.cluster.Container;
import io.luoledger.cluster.HarnessException;
import io.luoledger.cluster.Network;
import io.luoledger.cluster.Product;
import io.luoledger.engine.StreamProcessors;
import io.luoledger.ledger.Topics;
import io.luoledger.publish.ClientSettings;
import io.luoledger.wire.RecordedEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What faults are tried on: a cluster of three nodes, two instances of the stream processors with a standby copy of each
 * state, a writer, and somebody who starts again what has ended. Serves several runs, one after the other: what was
 * acknowledged in one has to be there after the next.
 */
final class Bed implements AutoCloseable {
    static final int PROCESSORS = 2;
    static final int SESSION_SECONDS = 10;
    /** So the cluster gives up a transaction of a writer that isn't heard of after 20 s. */
    static final int WRITER_TIMEOUT_SECONDS = 5;

    private static final int STATE_MEGABYTES = 256;
    private static final int BROKER_MEGABYTES = 200;
    private static final Path FAKETIME = Path.of("/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1");

    private final Path directory;
    private final Product product;
    private final Needs needs;
    private final String prefix;
    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final Supervisor supervisor = new Supervisor();
    private final List<Processor> processors = new ArrayList<>();
    private final Network network;
    private final Cluster cluster;
    private final Lag lag;
    private final Map<Integer, Disk> brokerDisks = new HashMap<>();
    private final List<RecordedEvent> acknowledged = new ArrayList<>();

    private Bed(Path directory, Product product, Needs needs, String prefix, int partitions) {
        this.directory = directory;
        this.product = product;
        this.needs = needs;
        this.prefix = prefix;
        open.push(supervisor);
        try {
            network = held(Network.create(prefix));
            cluster = held(Cluster.start(network, prefix, partitions, disks()));
            lag = held(new Lag(cluster.client(), StreamProcessors.DEFAULT_APPLICATION_ID));
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /**
     * Starts the cluster; processors come by {@link #startProcessors}.
     *
     * @param directory for what containers and this machine share
     * @param prefix of the containers' names
     */
    static Bed make(Path directory, Product product, Needs needs, String prefix) {
        return new Bed(directory, product, needs, prefix, Topics.DEFAULT_PARTITIONS);
    }

    private Map<Integer, Path> disks() {
        if (needs != Needs.DISKS) {
            return Map.of();
        }
        Path disk = shared("broker-1");
        brokerDisks.put(1, held(Disk.mount(disk, BROKER_MEGABYTES)));
        return Map.of(1, disk);
    }

    /** Starts instances of this build, and waits until they answer. */
    void startProcessors(Product build) {
        for (int number = 1; number <= PROCESSORS; number++) {
            String name = "state-" + number;
            Path state = shared(name);
            Disk disk = needs == Needs.DISKS ? held(Disk.mount(state, STATE_MEGABYTES)) : null;
            addProcessor(build, number, prefix + "-processor-" + number, network.address(), state, disk);
        }
    }

    /** Replaces an instance by one of another build, on the same states. */
    void upgrade(int number, Product build) {
        Processor old = processors.get(number - 1);
        supervisor.remove(old.container());
        old.container().stop();
        processors.remove(number - 1);
        addProcessor(build, number, old.container().name() + "-upgraded", network.address(), old.state(), old.disk());
    }

    private void addProcessor(Product build, int number, String name, String address, Path state, @Nullable Disk disk) {
        List<String> options = new ArrayList<>(List.of("--volume", state + ":/state"));
        options.addAll(clock("processor-" + number));
        List<String> words = new ArrayList<>(List.of(
                "stream",
                "--bootstrap-server",
                cluster.bootstrapServers(),
                "--state-dir",
                "/state/" + Processor.STORES,
                "--standby",
                "1",
                "--session-timeout",
                String.valueOf(SESSION_SECONDS),
                "--http-host",
                address,
                "--metrics-port",
                String.valueOf(Processor.PORT)));
        if (build.equals(product)) {
            Processor.giveToken(state);
            words.addAll(List.of("--http-token-file", "/state/" + Processor.TOKEN_FILE));
        }
        Container container = held(build.command(network, name, address, options, words));
        processors.add(number - 1, new Processor(container, state, disk));
        container.start();
        supervisor.add(container);
    }

    /** Made of the repository's history, beside what the other beds share. */
    Product older() {
        return OlderBuild.product(directory.resolveSibling("older"));
    }

    /** Runs a command to its end; its files are in {@code /load}. */
    void once(String name, Product build, Path files, List<String> words) {
        try (Container container = build.command(
                network, prefix + "-" + name, network.address(), List.of("--volume", files + ":/load"), words)) {
            container.start();
            Await.until(container.name() + " to end", () -> !container.isRunning());
            if (container.hasFailed()) {
                throw new HarnessException(container.name() + " failed: " + container.log());
            }
        }
    }

    /** Starts a writer of this load. */
    Work write(Load load) {
        Path shared = shared(load.name());
        if (needs == Needs.OLDER_BUILD) {
            return new OlderWork(this, older(), shared, load.seed());
        }
        List<String> options = new ArrayList<>(List.of("--volume", shared + ":/load"));
        options.addAll(clock("writer"));
        Container writer = held(product.process(
                network,
                prefix + "-writer-" + load.name(),
                network.address(),
                options,
                FleetWriter.class.getName(),
                FleetWriter.arguments(
                        cluster.bootstrapServers(), "fleet", WRITER_TIMEOUT_SECONDS, load, Path.of("/load"))));
        writer.start();
        supervisor.add(writer);
        return new FleetWork(load, writer, shared, supervisor);
    }

    /** What makes a container's clock one that {@link #setClock} sets. */
    private List<String> clock(String who) {
        if (needs != Needs.CLOCKS) {
            return List.of();
        }
        setClock(who, 0);
        return List.of(
                "--volume",
                FAKETIME + ":/faketime/libfaketime.so.1:ro",
                "--volume",
                shared("clock-" + who) + ":/clock:ro",
                "--env",
                "LD_PRELOAD=/faketime/libfaketime.so.1",
                "--env",
                "FAKETIME_TIMESTAMP_FILE=/clock/offset",
                "--env",
                "FAKETIME_CACHE_DURATION=1",
                // a jump of the wall clock: what measures durations goes on
                "--env",
                "DONT_FAKE_MONOTONIC=1",
                // or every wait of a JVM, which counts by the other clock, ends at once
                "--env",
                "FAKETIME_FORCE_MONOTONIC_FIX=0",
                "--env",
                "JAVA_TOOL_OPTIONS=-Xlog:gc:stdout:utctime");
    }

    /** Sets the clock of {@code writer}, {@code processor-1} or {@code processor-2} so many seconds off. */
    void setClock(String who, long seconds) {
        try {
            Files.writeString(shared("clock-" + who).resolve("offset"), (seconds < 0 ? "" : "+") + seconds + "\n");
        } catch (IOException e) {
            throw new HarnessException("the clock of " + who + " can't be set: " + e.getMessage(), e);
        }
    }

    /** A directory that containers of any user may write. */
    Path shared(String name) {
        Path path = directory.resolve(name).toAbsolutePath();
        try {
            Files.createDirectories(path);
            boolean ignored = path.toFile().setWritable(true, false);
            return path;
        } catch (IOException e) {
            throw new HarnessException(path + " can't be made: " + e.getMessage(), e);
        }
    }

    Cluster cluster() {
        return cluster;
    }

    Network network() {
        return network;
    }

    Supervisor supervisor() {
        return supervisor;
    }

    Product product() {
        return product;
    }

    String prefix() {
        return prefix;
    }

    ClientSettings client() {
        return cluster.client();
    }

    List<Processor> processors() {
        return processors;
    }

    Lag lag() {
        return lag;
    }

    /** Of the node whose disk is small. */
    Disk brokerDisk(int node) {
        Disk disk = brokerDisks.get(node);
        if (disk == null) {
            throw new HarnessException("node " + node + " has no disk of its own");
        }
        return disk;
    }

    /** Everything that was acknowledged in all runs. */
    List<RecordedEvent> acknowledged() {
        return acknowledged;
    }

    /** What containers printed, for who looks into a failure. */
    void keepLogs(Path into) {
        try {
            Files.createDirectories(into);
            for (AutoCloseable one : open) {
                if (one instanceof Container container) {
                    Files.writeString(into.resolve(container.name() + ".log"), container.log());
                }
            }
            for (int node = 1; node <= Cluster.NODES; node++) {
                Files.writeString(
                        into.resolve("broker-" + node + ".log"),
                        cluster.node(node).log());
            }
        } catch (IOException e) {
            throw new HarnessException(into + " can't be written: " + e.getMessage(), e);
        }
    }

    <T extends AutoCloseable> T held(T one) {
        open.push(one);
        return one;
    }

    @Override
    public void close() {
        while (!open.isEmpty()) {
            try {
                open.pop().close();
            } catch (Exception e) {
                // the rest has to go, too
            }
        }
    }
}
