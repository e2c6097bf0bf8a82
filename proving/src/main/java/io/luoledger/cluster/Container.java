package io.luoledger.cluster;

import java.util.ArrayList;
import java.util.List;

/** A process in a container of its own. Life: {@link #create}d, then started, ended and started again as often as one likes. */
public final class Container implements AutoCloseable {
    private final String name;
    private final String address;

    private Container(String name, String address) {
        this.name = name;
        this.address = address;
    }

    /**
     * Makes one.
     *
     * @param options of {@code docker create}: environment, mounts
     */
    static Container create(
            Network network, String name, String address, List<String> options, String image, List<String> command) {
        List<String> words = new ArrayList<>(
                List.of("docker", "create", "--name", name, "--network", network.name(), "--ip", address));
        words.addAll(options);
        words.add(image);
        words.addAll(command);
        Shell.run(words);
        return new Container(name, address);
    }

    public String name() {
        return name;
    }

    public String address() {
        return address;
    }

    /** Starts it, with what it left in its files. */
    public void start() {
        Shell.run("docker", "start", name);
    }

    /** SIGKILL. */
    public void kill() {
        Shell.run("docker", "kill", "--signal", "KILL", name);
    }

    /** SIGTERM, and SIGKILL when that doesn't end it. */
    public void stop() {
        Shell.run("docker", "stop", "--time", "60", name);
    }

    /** Its threads stand still, and its connections stay. */
    public void pause() {
        Shell.run("docker", "pause", name);
    }

    public void unpause() {
        Shell.run("docker", "unpause", name);
    }

    public boolean isRunning() {
        return inspect("{{.State.Running}}").equals("true");
    }

    /** Asked at once: between two questions somebody may start it again. */
    public boolean hasEndedWell() {
        return ended().equals("exited 0");
    }

    public boolean hasFailed() {
        String ended = ended();
        return ended.startsWith("exited") && !ended.equals("exited 0");
    }

    private String ended() {
        return inspect("{{.State.Status}} {{.State.ExitCode}}");
    }

    /** On this machine, by which its namespaces are entered. */
    public long pid() {
        return Long.parseLong(inspect("{{.State.Pid}}"));
    }

    /** What it printed since it was made. */
    public String log() {
        return Shell.run("docker", "logs", name);
    }

    /** Removes every container, and then every network, whose name begins so: who is ended early leaves nothing. */
    public static void removeAll(String prefix) {
        Shell.run("docker", "ps", "--all", "--quiet", "--filter", "name=^" + prefix)
                .lines()
                .forEach(id -> tried("docker", "rm", "--force", "--volumes", id));
        Shell.run("docker", "network", "ls", "--quiet", "--filter", "name=^" + prefix)
                .lines()
                .forEach(id -> tried("docker", "network", "rm", id));
    }

    private static void tried(String... words) {
        // it may have gone meanwhile
        boolean ignored = Shell.succeeds(words);
    }

    private String inspect(String format) {
        return Shell.run("docker", "inspect", "--format", format, name);
    }

    @Override
    public void close() {
        boolean ignored = Shell.succeeds("docker", "rm", "--force", "--volumes", name);
    }
}
