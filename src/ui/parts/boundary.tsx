/** Keeps the failure of one part from taking the page with it. */
import { Component, type ReactNode } from "react";
import { Failure } from "./failure.js";

interface Props {
  /** Tried again when it changes. */
  readonly of: unknown;
  readonly children: ReactNode;
}

interface State {
  readonly error: unknown;
  readonly of: unknown;
}

export class Boundary extends Component<Props, State> {
  override state: State = { error: undefined, of: this.props.of };

  static getDerivedStateFromError(error: unknown): Partial<State> {
    return { error: error ?? new Error("unknown") };
  }

  static getDerivedStateFromProps({ of }: Props, state: State): Partial<State> | null {
    return of === state.of ? null : { of, error: undefined };
  }

  override render(): ReactNode {
    if (this.state.error === undefined) return this.props.children;
    return <Failure error={this.state.error} onRetry={() => this.setState({ error: undefined })} />;
  }
}
