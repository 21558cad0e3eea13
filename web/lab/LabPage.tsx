// The lab: one race in two worlds under one schedule.

export default function LabPage() {
  return <h1 className="headline">The stale pidfile</h1>;
}
