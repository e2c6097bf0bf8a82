package io.luoledger.experiment.rollout;

/** What is asked of every order that a rule allows. */
public enum Property {
    TAKEN("forward", "every hop forward is taken by the incoming kernel"),
    RETURN("back", "at every moment the kernel that the host came from takes it back in one hop"),
    EARLIER("some back", "at every moment some earlier release takes the host back in one hop"),
    WHOLE(
            "back whole",
            "after every hop forward, some earlier release takes the host back with all data that it holds"),
    CARRIED("carried", "no data is lost on a hop between two kernels that both know it");

    private final String title;
    private final String says;

    Property(String title, String says) {
        this.title = title;
        this.says = says;
    }

    /** The head of its column. */
    public String title() {
        return title;
    }

    public String says() {
        return says;
    }

    /** Whether it is only about data that a kernel may do without. */
    public boolean isOfOptionalData() {
        return this == WHOLE || this == CARRIED;
    }
}
