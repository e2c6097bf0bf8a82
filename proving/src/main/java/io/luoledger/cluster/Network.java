package io.luoledger.cluster;

/**
 * A network of containers whose addresses are known before they start, so that a broker has one name for everybody, this
 * machine included. Of Linux: elsewhere the engine's networks can't be reached from outside.
 */
public final class Network implements AutoCloseable {
    private static final int SUBNETS = 250;
    private static final int FIRST_HOST = 2;

    private final String name;
    private final String prefix;
    private int next = FIRST_HOST;

    private Network(String name, String prefix) {
        this.name = name;
        this.prefix = prefix;
    }

    /** Makes one in a subnet that nobody has. */
    public static Network create(String name) {
        HarnessException last = new HarnessException("no subnet was tried");
        int first = Math.toIntExact(ProcessHandle.current().pid() % SUBNETS);
        for (int i = 0; i < SUBNETS; i++) {
            String prefix = "10.213." + (first + i) % SUBNETS + ".";
            try {
                Shell.run("docker", "network", "create", "--subnet", prefix + "0/24", name);
                return new Network(name, prefix);
            } catch (HarnessException e) {
                last = e;
            }
        }
        throw last;
    }

    String name() {
        return name;
    }

    /** An address that no container has yet. */
    public synchronized String address() {
        return prefix + next++;
    }

    /** All of its addresses, as a packet filter takes them. */
    public String subnet() {
        return prefix + "0/24";
    }

    @Override
    public void close() {
        boolean ignored = Shell.succeeds("docker", "network", "rm", name);
    }
}
