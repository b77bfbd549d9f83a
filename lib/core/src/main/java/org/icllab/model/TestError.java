package org.icllab.model;

/** Which error of a pretrained layer of paper A. */
public enum TestError {
    /** \( e_{ICL} \), on new tasks. */
    ICL(Pretraining.E_ICL),
    /** \( e_{IDG} \), on the tasks of pretraining. */
    IDG(Pretraining.E_IDG);

    private final Quantity quantity;

    TestError(Quantity quantity) {
        this.quantity = quantity;
    }

    /** @return as studies measure it */
    public Quantity quantity() {
        return quantity;
    }
}
